"""Plan scan: cuts a dataset that is too large for one function into ranges."""

import os
from collections.abc import Iterable, Iterator

from lambdas.dataset_scan import head_of, rules_of, undeclared_keys
from lambdas.invocation_logs import log_objects
from lambdas.landed_folders import read_pins
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.scan_plan import (
    byte_ranges,
    log_ranges,
    numbered,
    range_length,
    text_ranges,
)
from lifecycle.dataset.teaching import files_of
from lifecycle.dataset.whole_file import whole_file_problem
from lifecycle.environment import StepEnvironment
from lifecycle.folders import is_folder
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import PlannedScan, ScanRange


@step
def handler(reference: RunReference) -> PlannedScan:
    """A file that is none of records gets no range."""
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    plan = numbered(*_ranges(request, environment))
    write_document(bucket, documents.scan_plan(run), plan)
    return PlannedScan(run, documents.scan_plan(run), len(plan))


def _ranges(
    request: AcceptedRequest, environment: StepEnvironment
) -> Iterator[Iterable[ScanRange]]:
    rules, longest = rules_of(request), environment.scan_range_bytes
    files = {
        split: version
        for split, version in files_of(request).items()
        if not whole_file_problem(head_of(version), rules)
    }
    length = _length(request, files, longest)
    for split, version in files.items():
        if is_folder(version.key):
            pins = read_pins(environment.output_bucket, request.run_id, version)
            yield text_ranges(split, version, pins, longest)
        else:
            yield byte_ranges(split, version, length)
    if request.invocation_logs:
        bucket, _ = documents.bucket_and_key(request.invocation_logs.source)
        yield log_ranges(bucket, log_objects(request.invocation_logs), longest)


def _length(request: AcceptedRequest, files: dict[str, ObjectVersion], longest: int) -> int:
    size = sum(version.size for version in files.values())
    media = sum(1 for _ in undeclared_keys(request))
    return range_length(size, media, longest)
