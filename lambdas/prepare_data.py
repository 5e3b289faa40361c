"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import io
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.dataset_verdict import require_accepted_dataset, write_preflight
from lambdas.invocation_logs import logged_prompts
from lambdas.landed_media import LandedMedia
from lambdas.landed_texts import downloaded_records, joined_records
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
from lifecycle.dataset.teaching import files_of, rules_of_files, teacher_tokens
from lifecycle.environment import StepEnvironment
from lifecycle.folders import is_folder
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.prepared import PreparedData, PreparedFile
from lifecycle.run.reference import RunReference
from lifecycle.run.scanned import ScanRange, TextRange


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
        sources = _download(stack, request, rules, [])
        media = stack.enter_context(LandedMedia.of(request.run_id, pins_key))
        beside = {split: media.beside(version) for split, version in files_of(request).items()}
        checked = check(sources, rules_of_files(request, rules), media=beside)
        media.pin()
        require_accepted_dataset(checked.preflight, request, rules)
        media.copy()
        return _uploaded(request, sources, checked, rules, media)


def _prepared_large(
    request: AcceptedRequest, scanned: Preflight, rules: DatasetRules
) -> PreparedData:
    """It has been judged, and its media copied: only a split is still to be found."""
    if _is_as_landed(request, rules) and is_ready(scanned, rules):
        return _copied(request, scanned, rules)
    run, bucket = request.run_id, StepEnvironment.from_variables(os.environ).output_bucket
    plan = read_document(bucket, documents.scan_plan(run), list[ScanRange])
    with ExitStack() as stack:
        sources = _download(stack, request, rules, plan)
        media = stack.enter_context(LandedMedia.of_ranges(run, plan))
        options = Options(quality=False, digest=False)
        checked = check(sources, rules_of_files(request, rules), options)
        write_preflight(scanned.after_split(len(checked.held_out)), request, rules)
        return _uploaded(request, sources, checked, rules, media)


def _splits(request: AcceptedRequest) -> bool:
    return request.with_validation and request.validation is None


def _is_as_landed(request: AcceptedRequest, rules: DatasetRules) -> bool:
    """Whether the prepared files are the declared ones: neither split nor made of a folder."""
    folders = any(is_folder(version.key) for version in request.data().values())
    split = _splits(request) and rules.validation
    return not (folders or split or request.invocation_logs)


def _copied(request: AcceptedRequest, preflight: Preflight, rules: DatasetRules) -> PreparedData:
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
        teacher_tokens=teacher_tokens(request, rules, preflight, None),
    )


def _uploaded(
    request: AcceptedRequest,
    sources: Sources,
    checked: Checked,
    rules: DatasetRules,
    media: LandedMedia,
) -> PreparedData:
    pinned, logged = media.pin(), logged_prompts(request, rules)
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


def _download(
    stack: ExitStack, request: AcceptedRequest, rules: DatasetRules, plan: Sequence[ScanRange]
) -> Sources:
    """`plan` is empty where one function reads everything."""
    landed = files_of(request)
    require_room_on_disk(sum(version.size for version in landed.values()))
    files = {
        split: stack.enter_context(_records(split, version, request.run_id, rules, plan))
        for split, version in landed.items()
    }
    return Sources(
        training=files["training"],
        validation=files.get("validation"),
        test=files.get("test"),
        split_validation=_splits(request),
        names=names_of(landed),
        folder_bytes={
            split: version.size for split, version in landed.items() if is_folder(version.key)
        },
    )


def _records(
    split: str, version: ObjectVersion, run: str, rules: DatasetRules, plan: Sequence[ScanRange]
) -> AbstractContextManager[Path]:
    converted = [part for part in plan if isinstance(part, TextRange) and part.split == split]
    return joined_records(run, converted) if converted else downloaded_records(version, run, rules)


def _naming_copies(
    media: LandedMedia, request: AcceptedRequest, rules: DatasetRules
) -> dict[str, Rewrite]:
    owner = StepEnvironment.from_variables(os.environ).account_id
    return {
        split: partial(
            with_media_at, rules=rules, locate=partial(media.copy_of, version), owner=owner
        )
        for split, version in files_of(request).items()
    }


def _upload(run: str, split: str, stream: PreparedStream) -> PreparedFile:
    """In parts, as they come: the disk has no room for a second copy of a large dataset."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    key = documents.prepared_file(run, split)
    aws.s3().upload_fileobj(io.BufferedReader(stream), bucket, key)
    return PreparedFile(key, stream.records, stream.size, stream.sha256)
