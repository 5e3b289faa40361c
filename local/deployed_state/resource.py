"""One resource of a deployed stack, as a reader sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.deployed_state.stack import Clients, Stack

Properties = Mapping[str, Any]
_ABSENCE = ("NoSuch", "NotFound", "NonExistent", "DoesNotExist", "404")


class AbsentError(Exception):
    """The resource is not there."""


@dataclass(frozen=True)
class Resource:
    logical_id: str
    type: str
    physical_id: str
    expected: Properties
    """The template's properties, intrinsic functions resolved."""
    stack: Stack
    client: Clients

    def tags(self, observed: Mapping[str, str]) -> Any:
        """Tags in the template's form, without those which CloudFormation itself added."""
        template = self.expected.get("Tags", [])
        own = set(template) if isinstance(template, dict) else {tag["Key"] for tag in template}
        kept = {
            key: value
            for key, value in observed.items()
            if key in own or not (key.startswith("aws:") or key in self.stack.tags)
        }
        if isinstance(template, dict):
            return kept
        return [{"Key": key, "Value": value} for key, value in kept.items()]


Reader = Callable[[Resource], Properties]
"""Answers every property it can read back; those that are not set as None."""


def optional(operation: Callable[..., Any], **parameters: Any) -> Any:
    """The operation's answer, or an empty one when there is nothing to answer with."""
    try:
        return operation(**parameters)
    except ClientError as error:
        if not is_absence(error):
            raise
        return {}


def is_absence(error: ClientError) -> bool:
    return any(word in error.response["Error"]["Code"] for word in _ABSENCE)


def key_values(tags: list[Mapping[str, str]], key: str = "Key", value: str = "Value") -> Any:
    return {tag[key]: tag[value] for tag in tags}


def pascal_case(value: Any) -> Any:
    """An answer of a service with lowerCamelCase members, in CloudFormation's spelling."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: pascal_case(member) for key, member in value.items()}
    if isinstance(value, list):
        return [pascal_case(item) for item in value]
    return value
