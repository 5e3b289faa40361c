"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import io
import os
from contextlib import ExitStack
from functools import partial

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.dataset_verdict import require_accepted_dataset
from lambdas.invocation_logs import count_logged_prompts
from lambdas.landed_media import LandedMedia
from lambdas.landed_texts import downloaded_records
from lambdas.run_store import (
    copy_version,
    find_document,
    read_document,
    require_room_on_disk,
    write_document,
)
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.media_rewriting import with_media_at
from lifecycle.dataset.preflight import Checked, Options, Preflight, Sources, check
from lifecycle.dataset.prepare import Rewrite, is_ready, prepared_sets
from lifecycle.dataset.prepared_stream import PreparedStream
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.teaching import rules_of_files, teacher_tokens
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.prepared import PreparedData, PreparedFile
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import ScanRange


@step
def handler(reference: RunReference) -> PreparedData:
    run, bucket = reference.run_id, StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_of(request)
    scanned = find_document(bucket, documents.merged_scans(run), Preflight)
    if scanned:
        require_accepted_dataset(scanned, request, rules)
    prepared = _prepared_large(request, scanned, rules) if scanned else _prepared(request, rules)
    write_document(bucket, documents.prepared_data(run), prepared)
    return prepared


def _prepared(request: AcceptedRequest, rules: DatasetRules) -> PreparedData:
    pins_key = documents.media(request.run_id)
    with ExitStack() as stack:
        sources = _download(stack, request, rules)
        media = stack.enter_context(LandedMedia.of(request.run_id, pins_key))
        beside = {split: media.beside(version) for split, version in _files(request).items()}
        checked = check(sources, rules_of_files(request, rules), media=beside)
        media.pin()
        require_accepted_dataset(checked.preflight, request, rules)
        media.copy()
        return _uploaded(request, sources, checked, rules, media)


def _prepared_large(
    request: AcceptedRequest, scanned: Preflight, rules: DatasetRules
) -> PreparedData:
    """It has been judged, and its media copied: only a split is still to be found."""
    if is_ready(scanned, rules) and not (_splits(request) and rules.validation):
        return _copied(request, scanned)
    run, bucket = request.run_id, StepEnvironment.from_variables(os.environ).output_bucket
    plan = read_document(bucket, documents.scan_plan(run), list[ScanRange])
    with ExitStack() as stack:
        sources = _download(stack, request, rules)
        media = stack.enter_context(LandedMedia.of_ranges(run, plan))
        checked = check(sources, rules, Options(quality=False, digest=False))
        return _uploaded(request, sources, checked, rules, media)


def _splits(request: AcceptedRequest) -> bool:
    return request.with_validation and request.validation is None


def _copied(request: AcceptedRequest, preflight: Preflight) -> PreparedData:
    """From bucket to bucket, whatever the size."""
    environment = StepEnvironment.from_variables(os.environ)
    sets = {}
    for split, version in request.data().items():
        key = documents.prepared_file(request.run_id, split)
        copy_version(environment.intake_bucket, version, environment.output_bucket, key)
        sets[split] = PreparedFile(key, preflight.records[split], version.size, None)
    return PreparedData(
        run_id=request.run_id,
        training=sets["training"],
        validation=sets.get("validation"),
        test=sets.get("test"),
    )


def _uploaded(
    request: AcceptedRequest,
    sources: Sources,
    checked: Checked,
    rules: DatasetRules,
    media: LandedMedia,
) -> PreparedData:
    pinned, logged = media.pin(), count_logged_prompts(request, rules)
    rewritten = _naming_copies(media, request, rules) if pinned else {}
    streams = prepared_sets(sources, checked, rules, rewritten)
    declared = {"test": streams["training"]} if request.invocation_logs else streams
    sets = {split: _upload(request.run_id, split, stream) for split, stream in declared.items()}
    return PreparedData(
        run_id=request.run_id,
        training=sets.get("training"),
        validation=sets.get("validation"),
        test=sets.get("test"),
        media=pinned,
        logged=logged,
        teacher_tokens=teacher_tokens(request, rules, checked.preflight, logged),
    )


def _files(request: AcceptedRequest) -> dict[str, ObjectVersion]:
    """By the split that they are read as: beside invocation logs the test set stands alone."""
    if request.invocation_logs and request.test:
        return {"training": request.test}
    return request.data()


def _download(stack: ExitStack, request: AcceptedRequest, rules: DatasetRules) -> Sources:
    require_room_on_disk(sum(version.size for version in request.data().values()))
    files = {
        split: stack.enter_context(downloaded_records(version, request.run_id, rules))
        for split, version in _files(request).items()
    }
    return Sources(
        training=files["training"],
        validation=files.get("validation"),
        test=files.get("test"),
        split_validation=_splits(request),
        names=names_of(_files(request)),
    )


def _naming_copies(
    media: LandedMedia, request: AcceptedRequest, rules: DatasetRules
) -> dict[str, Rewrite]:
    owner = StepEnvironment.from_variables(os.environ).account_id
    return {
        split: partial(
            with_media_at, rules=rules, locate=partial(media.copy_of, version), owner=owner
        )
        for split, version in _files(request).items()
    }


def _upload(run: str, split: str, stream: PreparedStream) -> PreparedFile:
    """In parts, as they come: the disk has no room for a second copy of a large dataset."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    key = documents.prepared_file(run, split)
    aws.s3().upload_fileobj(io.BufferedReader(stream), bucket, key)
    return PreparedFile(key, stream.records, stream.size, stream.sha256)
