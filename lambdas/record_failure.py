"""Record failure: writes down why the run failed, in the words of whoever refused."""

import os
from datetime import UTC, datetime

from lambdas.run_store import write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.failure import reason
from lifecycle.run import FailedRun, FailureRecord


@step
def handler(failed: FailedRun) -> FailureRecord:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    record = FailureRecord(
        run_id=failed.run_id,
        error=failed.error,
        reason=reason(failed.cause),
        failed_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_document(bucket, documents.failure_record(failed.run_id), record)
    return record
