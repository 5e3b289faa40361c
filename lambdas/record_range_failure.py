"""Record range failure: a failed Map Run itself knows no reason of its ranges."""

import os

from lambdas.run_store import write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.failure import range_failure
from lifecycle.run.scanned import FailedRange, RangeFailure


@step
def handler(failed: FailedRange) -> RangeFailure:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    failure = range_failure(failed)
    write_document(bucket, documents.range_failure(failed.run_id, failure.number), failure)
    return failure
