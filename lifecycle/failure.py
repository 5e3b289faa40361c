"""Reads what Step Functions caught."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from lifecycle.errors import TransientServiceError
from lifecycle.run.scanned import RangeFailure

MAP_RUN_FAILED = "States.ExceedToleratedFailureThreshold"


class _LambdaError(Struct, frozen=True):
    errorMessage: str  # noqa: N815 - the name on the wire


def reason(cause: str) -> str:
    """A failed function's cause is JSON around its message; any other cause is the message."""
    try:
        return msgspec.json.decode(cause, type=_LambdaError).errorMessage
    except msgspec.DecodeError:
        return cause or "no reason was given"


def telling(failures: Sequence[RangeFailure]) -> str | None:
    """The reason to give for all: one that waiting did not mend before one that it may have."""
    transient = TransientServiceError.__name__
    told = min(
        failures, key=lambda failure: (failure.error == transient, failure.number), default=None
    )
    return told.reason if told else None
