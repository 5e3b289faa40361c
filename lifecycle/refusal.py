"""Reads what a service answers when it refuses a request."""

from collections.abc import Callable, Mapping, Set
from typing import Any, Protocol, TypeVar, runtime_checkable

Answer = TypeVar("Answer")

GONE = frozenset({"ResourceNotFoundException"})


@runtime_checkable
class Refusal(Protocol):
    """botocore's ClientError, as far as it is read here."""

    @property
    def response(self) -> Mapping[str, Any]: ...


def error_code(error: Refusal) -> str:
    return str(error.response.get("Error", {}).get("Code", "Unknown"))


def error_message(error: Refusal) -> str:
    return str(error.response.get("Error", {}).get("Message", ""))


def unless_refused(ask: Callable[[], Answer], codes: Set[str]) -> Answer | None:
    """None where the service refuses with one of the codes; any other error is raised."""
    try:
        return ask()
    except Exception as error:
        if isinstance(error, Refusal) and error_code(error) in codes:
            return None
        raise
