"""Reads what Step Functions caught."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from lifecycle.errors import TransientServiceError
from lifecycle.run.scanned import FailedRange, RangeFailure

MAP_RUN_FAILED = "States.ExceedToleratedFailureThreshold"


class _LambdaError(Struct, frozen=True):
    errorMessage: str  # noqa: N815 - the name on the wire


def reason(cause: str) -> str:
    """A failed function's cause is JSON around its message; any other cause is the message."""
    try:
        return msgspec.json.decode(cause, type=_LambdaError).errorMessage
    except msgspec.DecodeError:
        return cause or "no reason was given"


def range_failure(failed: FailedRange) -> RangeFailure:
    """In the function's own words; one that was killed had no time for any."""
    number, said = failed.range.number, reason(failed.cause)
    if not said.startswith("TLR-"):
        what = _what_became_of(failed.error, said)
        said = f"range {number} ({failed.range}): its function {what} ({failed.error}: {said})"
    return RangeFailure(number, failed.error, said)


def _what_became_of(error: str, said: str) -> str:
    """Source: AWS Lambda developer guide, on errors of the runtime."""
    if error == "Runtime.OutOfMemory" or "signal: killed" in said:
        return "ran out of memory"
    return _ENDS.get(error, "failed")


_ENDS = {
    "Sandbox.Timedout": "ran out of time",
    "States.Timeout": "ran out of time",
    "Runtime.ExitError": "was killed",
}


_TRANSIENT = {TransientServiceError.__name__, "Lambda.TooManyRequestsException"}


def telling(failures: Sequence[RangeFailure]) -> str | None:
    """The reason to give for all: one that waiting did not mend before one that it may have."""
    told = min(
        failures, key=lambda failure: (failure.error in _TRANSIENT, failure.number), default=None
    )
    return told.reason if told else None
