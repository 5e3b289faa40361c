"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import os
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.dataset_verdict import require_accepted_dataset
from lambdas.invocation_logs import count_logged_prompts
from lambdas.landed_media import LandedMedia
from lambdas.run_store import downloaded, find_document, read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.media_rewriting import with_media_at
from lifecycle.dataset.preflight import Preflight, Sources, check
from lifecycle.dataset.prepare import Rewrite, WrittenFile, write_prepared
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.teaching import rules_of_files, teacher_tokens
from lifecycle.environment import StepEnvironment
from lifecycle.run import AcceptedRequest, ObjectVersion, PreparedData, PreparedFile, RunReference


@step
def handler(reference: RunReference) -> PreparedData:
    run, bucket = reference.run_id, StepEnvironment.from_variables(os.environ).output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_of(request)
    if scanned := find_document(bucket, documents.merged_scans(run), Preflight):
        require_accepted_dataset(scanned, request, rules)
    with ExitStack() as stack:
        prepared = _prepare(stack, request, rules)
    write_document(bucket, documents.prepared_data(run), prepared)
    return prepared


def _prepare(stack: ExitStack, request: AcceptedRequest, rules: DatasetRules) -> PreparedData:
    run, logged = request.run_id, count_logged_prompts(request, rules)
    sources, media = _download(stack, request), stack.enter_context(LandedMedia.of(run))
    beside = {split: media.beside(version) for split, version in _files(request).items()}
    checked = check(sources, rules_of_files(request, rules), media=beside)
    names_media = media.pin()
    require_accepted_dataset(checked.preflight, request, rules)
    media.copy()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    rewritten = _naming_copies(media, request, rules) if names_media else {}
    written = write_prepared(sources, checked, rules, folder, rewritten)
    declared = {"test": written["training"]} if request.invocation_logs else written
    uploaded = {split: _upload(run, split, file) for split, file in declared.items()}
    return PreparedData(
        run_id=run,
        training=uploaded.get("training"),
        validation=uploaded.get("validation"),
        test=uploaded.get("test"),
        media=media.pin(),
        logged=logged,
        teacher_tokens=teacher_tokens(request, rules, checked.preflight, logged),
    )


def _files(request: AcceptedRequest) -> dict[str, ObjectVersion]:
    """By the split that they are read as: beside invocation logs the test set stands alone."""
    if request.invocation_logs and request.test:
        return {"training": request.test}
    return request.data()


def _download(stack: ExitStack, request: AcceptedRequest) -> Sources:
    bucket = StepEnvironment.from_variables(os.environ).intake_bucket
    files = {
        split: stack.enter_context(downloaded(bucket, version))
        for split, version in _files(request).items()
    }
    return Sources(
        training=files["training"],
        validation=files.get("validation"),
        test=files.get("test"),
        split_validation=request.with_validation and request.validation is None,
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


def _upload(run: str, split: str, file: WrittenFile) -> PreparedFile:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    key = documents.prepared_file(run, split)
    aws.s3().upload_file(str(file.path), bucket, key)
    return PreparedFile(key, file.records, file.size, file.sha256)
