"""Reads what a service answers when it refuses a request."""

from collections.abc import Mapping
from typing import Any, Protocol


class Refusal(Protocol):
    """botocore's ClientError, as far as it is read here."""

    @property
    def response(self) -> Mapping[str, Any]: ...


def error_code(error: Refusal) -> str:
    return str(error.response.get("Error", {}).get("Code", "Unknown"))


def error_message(error: Refusal) -> str:
    return str(error.response.get("Error", {}).get("Message", ""))
