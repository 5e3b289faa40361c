"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from lambdas import aws
from lambdas.run_store import downloaded, read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.dataset.preflight import Sources, check
from lifecycle.dataset.prepare import WrittenFile, require_accepted, write_prepared
from lifecycle.dataset.rules import rules_for
from lifecycle.environment import StepEnvironment
from lifecycle.landing import job_file
from lifecycle.run import AcceptedRequest, ObjectVersion, PreparedData, PreparedFile, RunReference


@step
def handler(reference: RunReference) -> PreparedData:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_for(load_catalog(), request.base_model, request.technique)
    with ExitStack() as stack:
        sources = _download(stack, environment.intake_bucket, request)
        checked = check(sources, rules)
        write_document(bucket, documents.preflight(run), checked.preflight)
        require_accepted(checked.preflight, documents.s3_uri(bucket, documents.preflight(run)))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        written = write_prepared(sources, checked, rules, folder)
        uploaded = {
            split: _upload(bucket, documents.prepared_file(run, split), file)
            for split, file in written.items()
        }
    prepared = PreparedData(
        run_id=run,
        training=uploaded["training"],
        validation=uploaded.get("validation"),
        test=uploaded.get("test"),
    )
    write_document(bucket, documents.prepared_data(run), prepared)
    return prepared


def _download(stack: ExitStack, bucket: str, request: AcceptedRequest) -> Sources:
    def fetch(version: ObjectVersion | None) -> Path | None:
        return stack.enter_context(downloaded(bucket, version)) if version else None

    return Sources(
        training=stack.enter_context(downloaded(bucket, request.training)),
        validation=fetch(request.validation),
        test=fetch(request.test),
        split_validation=request.with_validation and request.validation is None,
        names=_names(request),
    )


def _names(request: AcceptedRequest) -> dict[str, str]:
    """By split, what the owner calls the file."""
    files = {
        "training": request.training,
        "validation": request.validation,
        "test": request.test,
    }
    landed = {split: job_file(version.key) for split, version in files.items() if version}
    return {split: found.file for split, found in landed.items() if found}


def _upload(bucket: str, key: str, file: WrittenFile) -> PreparedFile:
    aws.s3().upload_file(str(file.path), bucket, key)
    return PreparedFile(key, file.records, file.size, file.sha256)
