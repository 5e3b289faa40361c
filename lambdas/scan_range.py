"""Scan range: reads one range of a dataset, and leaves what it found."""

import os
from contextlib import AbstractContextManager
from typing import Any

from lambdas.dataset_scan import names_of, rules_of
from lambdas.invocation_logs import count_range
from lambdas.landed_media import LandedMedia
from lambdas.run_store import opened, read_document, write_bytes
from lambdas.step import step
from lambdas.text_ranges import scan_texts
from lifecycle import documents
from lifecycle.dataset.findings import errors
from lifecycle.dataset.ranges import scan_part, span_of
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.second_reading import look_at_media, names_media
from lifecycle.dataset.stored_scan import encode_scan
from lifecycle.dataset.teaching import files_of
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.scanned import ByteRange, LogRange, RangeReference, ScannedRange, TextRange


@step
def handler(reference: RangeReference) -> ScannedRange:
    run = reference.run_id
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    match reference.range:
        case ByteRange() as part:
            _scan_bytes(request, part)
        case TextRange() as part:
            scan_texts(request, part)
        case LogRange() as part:
            count_range(request, part)
    return ScannedRange(run, reference.range.number)


def _scan_bytes(request: AcceptedRequest, part: ByteRange) -> None:
    run, rules = request.run_id, rules_of(request)
    with _opened(part) as stream:
        scan = scan_part(stream, part, names_of(files_of(request))[part.split], rules)
    if names_media(scan.features, rules):
        _look_at_media(scan, run, part, rules)
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    write_bytes(bucket, documents.scanned_range(run, part.number), encode_scan(scan))


def _look_at_media(scan: Scan, run: str, part: ByteRange, rules: DatasetRules) -> None:
    """Those of a range without an error are copied at once: one function could not copy all."""
    pins_key = documents.range_media(run, part.number)
    with LandedMedia.of(run, pins_key) as media, _opened(part) as stream:
        look_at_media(scan, stream, span_of(part), rules, media.beside(part.object))
        media.pin()
        if not errors(scan.log.findings()):
            media.copy()
            media.pin()


def _opened(part: ByteRange) -> AbstractContextManager[Any]:
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    return opened(bucket, part.object, span_of(part).first_byte)
