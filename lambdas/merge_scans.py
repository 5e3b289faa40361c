"""Merge scans: judges a dataset by what many functions found in its ranges."""

import os
from collections.abc import Iterator, Sequence

from lambdas.dataset_scan import head_of, names_of, rules_of
from lambdas.invocation_logs import merge_counts
from lambdas.run_store import read_bytes, read_document, write_document
from lambdas.step import step
from lambdas.text_ranges import ranges_to_repeat
from lifecycle import documents
from lifecycle.dataset.merge_room import OF_PASSAGES, OF_SCANS, MergeRoom
from lifecycle.dataset.ranges import merge_parts
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.stored_scan import decode_scan
from lifecycle.dataset.teaching import files_of, rules_of_files
from lifecycle.dataset.verdict import judge
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import LogRange, MergedScans, ScanRange, TextRange


@step
def handler(reference: RunReference) -> MergedScans:
    run = reference.run_id
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    plan = read_document(bucket, documents.scan_plan(run), list[ScanRange])
    memory = int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"])
    texts = [part for part in plan if isinstance(part, TextRange)]
    again = ranges_to_repeat(request, texts, MergeRoom(memory, OF_PASSAGES))
    if again:
        write_document(bucket, documents.second_scan_plan(run), again)
        return MergedScans(run, documents.second_scan_plan(run))
    if request.invocation_logs:
        merge_counts(request, plan)
    _judge(request, plan, MergeRoom(memory, OF_SCANS))
    return MergedScans(run)


def _judge(request: AcceptedRequest, plan: Sequence[ScanRange], room: MergeRoom) -> None:
    run, rules, files = request.run_id, rules_of(request), files_of(request)
    names = names_of(files)
    scans = {
        split: merge_parts(
            names[split], version, head_of(version), _scans(run, plan, split, room), rules
        )
        for split, version in files.items()
    }
    preflight = judge(scans, rules_of_files(request, rules), strict=False)
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    write_document(bucket, documents.merged_scans(run), preflight)


def _scans(run: str, plan: Sequence[ScanRange], split: str, room: MergeRoom) -> Iterator[Scan]:
    """One at a time: together they can be larger than the function."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    for part in plan:
        if not isinstance(part, LogRange) and part.split == split:
            key = documents.scanned_range(run, part.number)
            body = read_bytes(bucket, key)
            room.take(len(body))
            yield decode_scan(body)
