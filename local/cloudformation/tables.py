"""AWS::DynamoDB::Table: encryption, point-in-time recovery, time to live, table class."""

import json
from typing import Any

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from local.cloudformation.resource_types import Properties, Provisioned, complete, generate_name
from local.cloudformation.service_calls import call, call_if_present

_TYPE = "AWS::DynamoDB::Table"
_DEFAULT_RECOVERY_DAYS = 35

_Answer = tuple[int, dict[str, str], bytes]


def extend() -> None:
    _keep_recovery_period()
    complete(_TYPE, _complete_table)
    generate_name(_TYPE)
    provisioners._RESOURCE_HANDLERS[_TYPE]["delete"] = _delete


def _delete(name: str, _: Properties) -> None:
    """Through the API, which refuses to delete a protected table."""
    call_if_present("dynamodb", "delete_table", TableName=name)


def _complete_table(table: Provisioned) -> None:
    name, properties = table.physical_id, table.properties
    if "SSESpecification" in properties or table.is_dropped("SSESpecification"):
        encryption = _encryption(properties.get("SSESpecification", {}))
        call("dynamodb", "update_table", TableName=name, SSESpecification=encryption)
    if "TableClass" in properties or table.is_dropped("TableClass"):
        table_class = properties.get("TableClass", "STANDARD")
        call("dynamodb", "update_table", TableName=name, TableClass=table_class)
    _set_point_in_time_recovery(table)
    _set_time_to_live(table)


def _encryption(specification: dict[str, Any]) -> dict[str, Any]:
    renamed = {key: value for key, value in specification.items() if key != "SSEEnabled"}
    return {**renamed, "Enabled": specification.get("SSEEnabled", False)}


def _set_point_in_time_recovery(table: Provisioned) -> None:
    name = "PointInTimeRecoverySpecification"
    if name not in table.properties and not table.is_dropped(name):
        return
    call(
        "dynamodb",
        "update_continuous_backups",
        TableName=table.physical_id,
        PointInTimeRecoverySpecification=table.properties.get(
            name, {"PointInTimeRecoveryEnabled": False}
        ),
    )


def _set_time_to_live(table: Provisioned) -> None:
    name = "TimeToLiveSpecification"
    specification = table.properties.get(name)
    if table.is_dropped(name):
        specification = {**table.previous[name], "Enabled": False}
    if specification is not None:
        call(
            "dynamodb",
            "update_time_to_live",
            TableName=table.physical_id,
            TimeToLiveSpecification=specification,
        )


def _keep_recovery_period() -> None:
    """ministack keeps whether point-in-time recovery is on, not how far back it reaches."""
    update, describe = dynamodb._update_continuous_backups, dynamodb._describe_continuous_backups

    def update_with_period(request: dict[str, Any]) -> _Answer:
        answer: _Answer = update(request)
        if answer[0] == 200:
            specification = request["PointInTimeRecoverySpecification"]
            days = specification.get("RecoveryPeriodInDays", _DEFAULT_RECOVERY_DAYS)
            _table(request)["_recovery_period_days"] = days
        return answer

    def describe_with_period(request: dict[str, Any]) -> _Answer:
        status, headers, body = describe(request)
        answer = json.loads(body)
        recovery = answer.get("ContinuousBackupsDescription", {}).get(
            "PointInTimeRecoveryDescription", {}
        )
        if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
            recovery["RecoveryPeriodInDays"] = _table(request)["_recovery_period_days"]
        return status, headers, json.dumps(answer).encode()

    dynamodb._update_continuous_backups = update_with_period
    dynamodb._describe_continuous_backups = describe_with_period


def _table(request: dict[str, Any]) -> dict[str, Any]:
    table: dict[str, Any] = dynamodb._tables[dynamodb._normalize_table_name(request["TableName"])]
    return table
