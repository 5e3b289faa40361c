"""Tags of the account's resources."""

from typing import Any

from local.bedrock.account import Account
from local.bedrock.errors import (
    ResourceNotFoundException,
    TooManyTagsException,
    ValidationException,
)
from local.bedrock.rest_json.requests import Request

_MOST = 200
"""Tags of one resource."""


class Tags:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._by_arn: dict[str, dict[str, str]] = {}

    def put(self, arn: str, tags: list[dict[str, str]]) -> None:
        assert_keys_are_unique(tags)
        with self._account.lock:
            together = self._by_arn.get(arn, {}) | {tag["key"]: tag["value"] for tag in tags}
            if len(together) > _MOST:
                raise TooManyTagsException(f"A resource can have at most {_MOST} tags.")
            self._by_arn[arn] = together

    def tag_resource(self, request: Request) -> dict[str, Any]:
        self.put(self._known(request), request["tags"])
        return {}

    def untag_resource(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            tags = self._by_arn.get(self._known(request), {})
            for key in request["tagKeys"]:
                tags.pop(key, None)
        return {}

    def list_tags_for_resource(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            tags = self._by_arn.get(self._known(request), {})
            return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def _known(self, request: Request) -> str:
        resource = self._account.find(request["resourceARN"])
        if resource is None:
            raise ResourceNotFoundException(f"Could not find resource {request['resourceARN']}.")
        return resource.arn


def assert_keys_are_unique(tags: list[dict[str, str]]) -> None:
    if len({tag["key"] for tag in tags}) < len(tags):
        raise ValidationException("Tag keys must be unique.")
