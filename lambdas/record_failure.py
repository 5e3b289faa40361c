"""Record failure: writes down why the run failed, in the words of whoever refused."""

import os
from datetime import UTC, datetime

from lambdas.range_failures import reason_of_ranges
from lambdas.run_store import write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.failure import MAP_RUN_FAILED, reason
from lifecycle.run.failed import FailedRun, FailureRecord


@step
def handler(failed: FailedRun) -> FailureRecord:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    record = FailureRecord(
        run_id=failed.run_id,
        error=failed.error,
        reason=_reason(failed),
        failed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_document(bucket, documents.failure_record(failed.run_id), record)
    return record


def _reason(failed: FailedRun) -> str:
    of_ranges = reason_of_ranges(failed.run_id) if failed.error == MAP_RUN_FAILED else None
    return of_ranges or reason(failed.cause)
