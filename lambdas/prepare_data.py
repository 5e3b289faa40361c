"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import io
import os
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.dataset_verdict import require_accepted_dataset
from lambdas.landed_media import LandedMedia
from lambdas.run_store import (
    copy_version,
    downloaded,
    find_document,
    read_document,
    require_room_on_disk,
    write_document,
)
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.media_rewriting import with_media_at
from lifecycle.dataset.preflight import Preflight, Sources, check
from lifecycle.dataset.prepare import Rewrite, is_ready, prepared_sets
from lifecycle.dataset.prepared_stream import PreparedStream
from lifecycle.dataset.rules import DatasetRules
from lifecycle.environment import StepEnvironment
from lifecycle.run import (
    AcceptedRequest,
    ObjectVersion,
    PreparedData,
    PreparedFile,
    PreparedMedia,
    RunReference,
)


@step
def handler(reference: RunReference) -> PreparedData:
    run, bucket = reference.run_id, StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_of(request)
    scanned = find_document(bucket, documents.merged_scans(run), Preflight)
    if scanned:
        require_accepted_dataset(scanned, request, rules)
    if scanned and is_ready(scanned, rules) and not (_splits(request) and rules.validation):
        prepared = _copied(request, scanned)
    else:
        with ExitStack() as stack:
            prepared = _prepared(stack, request, rules)
    write_document(bucket, documents.prepared_data(run), prepared)
    return prepared


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
    return _described(request.run_id, sets, None)


def _prepared(stack: ExitStack, request: AcceptedRequest, rules: DatasetRules) -> PreparedData:
    require_room_on_disk(sum(version.size for version in request.data().values()))
    run = request.run_id
    sources, media = _download(stack, request), stack.enter_context(LandedMedia.of(run))
    beside = {split: media.beside(version) for split, version in request.data().items()}
    checked = check(sources, rules, media=beside)
    names_media = media.pin()
    require_accepted_dataset(checked.preflight, request, rules)
    media.copy()
    rewritten = _naming_copies(media, request, rules) if names_media else {}
    streams = prepared_sets(sources, checked, rules, rewritten)
    sets = {split: _upload(run, split, stream) for split, stream in streams.items()}
    return _described(run, sets, media.pin())


def _described(
    run: str, sets: Mapping[str, PreparedFile], media: PreparedMedia | None
) -> PreparedData:
    return PreparedData(
        run_id=run,
        training=sets["training"],
        validation=sets.get("validation"),
        test=sets.get("test"),
        media=media,
    )


def _download(stack: ExitStack, request: AcceptedRequest) -> Sources:
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket

    def fetch(version: ObjectVersion | None) -> Path | None:
        return stack.enter_context(downloaded(bucket, version)) if version else None

    return Sources(
        training=stack.enter_context(downloaded(bucket, request.training)),
        validation=fetch(request.validation),
        test=fetch(request.test),
        split_validation=_splits(request),
        names=names_of(request),
    )


def _naming_copies(
    media: LandedMedia, request: AcceptedRequest, rules: DatasetRules
) -> dict[str, Rewrite]:
    owner = StepEnvironment.from_variables(os.environ).account_id
    return {
        split: partial(
            with_media_at, rules=rules, locate=partial(media.copy_of, version), owner=owner
        )
        for split, version in request.data().items()
    }


def _upload(run: str, split: str, stream: PreparedStream) -> PreparedFile:
    """In parts, as they come: the disk has no room for a second copy of a large dataset."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    key = documents.prepared_file(run, split)
    aws.s3().upload_fileobj(io.BufferedReader(stream), bucket, key)
    return PreparedFile(key, stream.records, stream.size, stream.sha256)
