"""One Amazon DynamoDB table in memory, keyed by `wait_id`."""

import re
from typing import Any

from tests.lambdas.fakes.client import Answer, FakeClient, Journal

PAGE_SIZE = 2
Item = dict[str, Any]


class FakeDynamoDB(FakeClient):
    service = "dynamodb"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.items: dict[str, Item] = {}

    def put_item(self, *, TableName: str, Item: Item) -> Answer:
        self.items[Item["wait_id"]["S"]] = Item
        return {}

    def get_item(self, *, TableName: str, Key: Item, ConsistentRead: bool = False) -> Answer:
        item = self._seen(ConsistentRead).get(Key["wait_id"]["S"])
        return {"Item": item} if item else {}

    def scan(
        self,
        *,
        TableName: str,
        ConsistentRead: bool = False,
        ExclusiveStartKey: Item | None = None,
    ) -> Answer:
        after = ExclusiveStartKey["wait_id"]["S"] if ExclusiveStartKey else ""
        items = sorted(self._seen(ConsistentRead).items())
        left = [item for wait_id, item in items if wait_id > after]
        page: Answer = {"Items": left[:PAGE_SIZE], "Count": len(left[:PAGE_SIZE])}
        if len(left) > PAGE_SIZE:
            page["LastEvaluatedKey"] = {"wait_id": left[PAGE_SIZE - 1]["wait_id"]}
        return page

    def _seen(self, consistently: bool) -> dict[str, Item]:
        """A read that is not consistent may miss what was written a moment ago: all of it, here."""
        return self.items if consistently else {}

    def delete_item(
        self,
        *,
        TableName: str,
        Key: Item,
        ConditionExpression: str,
        ExpressionAttributeNames: dict[str, str],
        ExpressionAttributeValues: Item,
    ) -> Answer:
        condition = re.fullmatch(r"(#\w+) = (:\w+)", ConditionExpression)
        assert condition, f"the fake knows no condition like {ConditionExpression!r}"
        attribute = ExpressionAttributeNames[condition[1]]
        item = self.items.get(Key["wait_id"]["S"], {})
        if item.get(attribute) != ExpressionAttributeValues[condition[2]]:
            raise self.error("DeleteItem", "ConditionalCheckFailedException")
        del self.items[Key["wait_id"]["S"]]
        return {}
