"""Why ranges of a dataset were not scanned: a failed Map Run itself knows no reason."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from lambdas import aws
from lambdas.run_store import read_document, write_document
from lambdas.service_errors import translated
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.errors import TailorError
from lifecycle.failure import telling
from lifecycle.run.scanned import RangeFailure, RangeReference

READ_AT_MOST = 20


@contextmanager
def reason_left_behind(reference: RangeReference) -> Iterator[None]:
    """A retry that succeeds leaves it standing: it is asked for only where the Map Run failed."""
    bucket, number = (
        StepEnvironment.from_variables(os.environ).output_bucket,
        reference.range.number,
    )
    try:
        yield
    except (BotoCoreError, ClientError, TailorError) as error:
        known = error if isinstance(error, TailorError) else translated(error)
        failure = RangeFailure(number, type(known).__name__, str(known))
        write_document(bucket, documents.range_failure(reference.run_id, number), failure)
        raise


def reason_of_ranges(run: str) -> str | None:
    """What a person can act on, if any range left it; None where functions were only killed."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    listed = aws.s3().list_objects_v2(
        Bucket=bucket, Prefix=documents.range_failure(run, "").removesuffix(".json")
    )
    keys = [found["Key"] for found in listed.get("Contents", [])][:READ_AT_MOST]
    return telling([read_document(bucket, key, RangeFailure) for key in keys])
