"""Plan scan: cuts a dataset that is too large for one function into byte ranges."""

import os

from lambdas.dataset_scan import head_of, rules_of, undeclared_keys
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.ranges import plan_ranges, range_length
from lifecycle.dataset.whole_file import whole_file_problem
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import PlannedScan


@step
def handler(reference: RunReference) -> PlannedScan:
    """A file that is none of records gets no range. A version that is gone is noticed here: what
    fails in a Map Run fails without its reason."""
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_of(request)
    files = {
        split: version
        for split, version in request.data().items()
        if not whole_file_problem(head_of(version), rules)
    }
    size = sum(version.size for version in files.values())
    media = sum(1 for _ in undeclared_keys(request))
    plan = plan_ranges(files, range_length(size, media, environment.scan_range_bytes))
    write_document(bucket, documents.scan_plan(run), plan)
    return PlannedScan(run, documents.scan_plan(run), len(plan))
