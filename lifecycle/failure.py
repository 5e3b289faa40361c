"""Reads what Step Functions caught."""

import msgspec
from msgspec import Struct


class _LambdaError(Struct, frozen=True):
    errorMessage: str  # noqa: N815 - the name on the wire


def reason(cause: str) -> str:
    """A failed function's cause is JSON around its message; any other cause is the message."""
    try:
        return msgspec.json.decode(cause, type=_LambdaError).errorMessage
    except msgspec.DecodeError:
        return cause or "no reason was given"
