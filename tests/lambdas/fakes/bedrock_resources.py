"""What the parts of the fake control plane share: names, ARNs, tokens and pages."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.lambdas.fakes.client import Answer, FakeClient, Journal

REGION_AND_ACCOUNT = "us-east-1:111122223333"
PAGE_SIZE = 2
NOW = datetime(2026, 11, 20, tzinfo=UTC)


class BedrockResources(FakeClient):
    service = "bedrock"

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._arn_by_token: dict[str, str] = {}
        self._ids = (f"{number:012d}" for number in count(1))

    def _found(
        self, operation: str, resources: dict[str, Answer], identifier: str, arn: str
    ) -> Answer:
        """By name or ARN, as every identifier of these operations may be."""
        for name, resource in resources.items():
            if identifier in (name, resource[arn]):
                return resource
        raise self.error(operation, "ResourceNotFoundException", f"{identifier} does not exist")

    def _required_token(self, operation: str, asked: dict[str, Any]) -> str:
        """boto3 would invent a token of its own, and a retry would buy a second time."""
        if "clientRequestToken" not in asked:
            raise self.error(operation, "ValidationException", "no clientRequestToken")
        return str(asked["clientRequestToken"])


def page(member: str, found: list[Answer], token: str) -> Answer:
    start, end = int(token), int(token) + PAGE_SIZE
    more = {"nextToken": str(end)} if end < len(found) else {}
    return {member: found[start:end], **more}
