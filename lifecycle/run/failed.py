"""What a failure hands on: what Step Functions caught, and what is kept of it."""

from msgspec import Struct


class FailedRun(Struct, frozen=True):
    """The input of record_failure: what Step Functions caught."""

    run_id: str
    error: str
    cause: str


class FailureRecord(Struct, frozen=True):
    run_id: str
    error: str
    reason: str
    failed_at: str
