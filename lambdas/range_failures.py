"""Why ranges of a dataset were not scanned, as record_range_failure has written it down."""

import os

from lambdas import aws
from lambdas.run_store import read_document
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.failure import telling
from lifecycle.run.scanned import RangeFailure


def reason_of_ranges(run: str) -> str | None:
    """What a person can act on; None where the Map Run itself failed, or an execution of it ran
    out of the five minutes that AWS gives it."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    # As many as run at once, at most: one page.
    listed = aws.s3().list_objects_v2(
        Bucket=bucket, Prefix=documents.range_failure(run, "").removesuffix(".json")
    )
    keys = (found["Key"] for found in listed.get("Contents", []))
    return telling([read_document(bucket, key, RangeFailure) for key in keys])
