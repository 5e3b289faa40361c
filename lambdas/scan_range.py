"""Scan range: reads the records of one byte range of a dataset, and leaves what it found."""

import os

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.range_failures import reason_left_behind
from lambdas.run_store import opened, read_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.ranges import scan_part, span_of
from lifecycle.dataset.stored_scan import encode_scan
from lifecycle.environment import StepEnvironment
from lifecycle.run import AcceptedRequest, RangeReference, ScannedRange


@step
def handler(reference: RangeReference) -> ScannedRange:
    with reason_left_behind(reference):
        return _scanned(reference)


def _scanned(reference: RangeReference) -> ScannedRange:
    environment = StepEnvironment.from_variables(os.environ)
    run, part, bucket = reference.run_id, reference.range, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    first = span_of(part).first_byte
    with opened(environment.intake_bucket, part.object, first) as stream:
        scan = scan_part(stream, part, names_of(request.data())[part.split], rules_of(request))
    key = documents.scanned_range(run, part.number)
    aws.s3().put_object(Bucket=bucket, Key=key, Body=encode_scan(scan))
    return ScannedRange(run, part.number, scan.records)
