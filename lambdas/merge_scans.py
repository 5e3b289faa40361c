"""Merge scans: judges a dataset by what many functions found in the ranges of its files."""

import os
from collections.abc import Iterator

from lambdas import aws
from lambdas.dataset_scan import head_of, names_of, rules_of
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.ranges import merge_parts
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.stored_scan import decode_scan
from lifecycle.dataset.verdict import judge
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import MergedScans, ScanRange


@step
def handler(reference: RunReference) -> MergedScans:
    run = reference.run_id
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    plan = read_document(bucket, documents.scan_plan(run), list[ScanRange])
    rules, names = rules_of(request), names_of(request.data())
    scans = {
        split: merge_parts(
            names[split], version, head_of(version), _parts(run, bucket, plan, split), rules
        )
        for split, version in request.data().items()
    }
    preflight = judge(scans, rules, 0, strict=False)
    write_document(bucket, documents.merged_scans(run), preflight)
    return MergedScans(run, preflight.verdict, preflight.records)


def _parts(run: str, bucket: str, plan: list[ScanRange], split: str) -> Iterator[Scan]:
    """One at a time: together they can be larger than the function."""
    for number in (part.number for part in plan if part.split == split):
        key = documents.scanned_range(run, number)
        yield decode_scan(aws.s3().get_object(Bucket=bucket, Key=key)["Body"].read())
