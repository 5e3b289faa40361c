"""The table of waits: one item per thing that some run waits for."""

from typing import Any

import msgspec

from lambdas import aws
from lifecycle.refusal import unless_refused
from lifecycle.waits import Wait

_NUMBERS = ("registered_at", "deadline_at")


def register(table: str, wait: Wait) -> None:
    """A second registration replaces the token: a redriven state waits with a new one."""
    fields = msgspec.to_builtins(wait)
    item = {name: _attribute(name, value) for name, value in fields.items()}
    aws.dynamodb().put_item(TableName=table, Item={"wait_id": {"S": wait.wait_id}, **item})


def find(table: str, wait_id: str) -> Wait | None:
    response = aws.dynamodb().get_item(
        TableName=table, Key={"wait_id": {"S": wait_id}}, ConsistentRead=True
    )
    return _wait(response["Item"]) if "Item" in response else None


def everyone(table: str) -> tuple[list[Wait], list[str]]:
    """All waits, and the `wait_id` of each item that is none: it must not keep the others."""
    waits, unreadable = list[Wait](), list[str]()
    pages = aws.dynamodb().get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    for item in (item for page in pages for item in page["Items"]):
        try:
            waits.append(_wait(item))
        except msgspec.ValidationError:
            unreadable.append(item["wait_id"]["S"])
    return waits, unreadable


def leave(table: str, wait: Wait) -> None:
    """Removes the wait, unless a redriven state has registered it again since."""
    unless_refused(
        lambda: aws.dynamodb().delete_item(
            TableName=table,
            Key={"wait_id": {"S": wait.wait_id}},
            ConditionExpression="#token = :token",
            ExpressionAttributeNames={"#token": "token"},
            ExpressionAttributeValues={":token": {"S": wait.token}},
        ),
        {"ConditionalCheckFailedException"},
    )


def _attribute(name: str, value: Any) -> dict[str, str]:
    return {"N": str(value)} if name in _NUMBERS else {"S": str(value)}


def _wait(item: dict[str, Any]) -> Wait:
    values = {name: next(iter(attribute.values())) for name, attribute in item.items()}
    return msgspec.convert(values, Wait, strict=False)
