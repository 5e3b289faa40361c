"""Prepare data: proves the dataset before money is spent, and writes what Bedrock will read."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from lambdas import aws
from lambdas.dataset_scan import names_of, rules_of
from lambdas.run_store import downloaded, find_document, read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.preflight import Preflight, Sources, check
from lifecycle.dataset.prepare import WrittenFile, require_accepted, write_prepared
from lifecycle.environment import StepEnvironment
from lifecycle.run import AcceptedRequest, ObjectVersion, PreparedData, PreparedFile, RunReference


@step
def handler(reference: RunReference) -> PreparedData:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    rules = rules_of(request)
    report = documents.preflight(run)
    if scanned := find_document(bucket, documents.merged_scans(run), Preflight):
        _judge(scanned, bucket, report)
    with ExitStack() as stack:
        sources = _download(stack, environment.intake_bucket, request)
        checked = check(sources, rules)
        _judge(checked.preflight, bucket, report)
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


def _judge(preflight: Preflight, bucket: str, report: str) -> None:
    write_document(bucket, report, preflight)
    require_accepted(preflight, documents.s3_uri(bucket, report))


def _download(stack: ExitStack, bucket: str, request: AcceptedRequest) -> Sources:
    def fetch(version: ObjectVersion | None) -> Path | None:
        return stack.enter_context(downloaded(bucket, version)) if version else None

    return Sources(
        training=stack.enter_context(downloaded(bucket, request.training)),
        validation=fetch(request.validation),
        test=fetch(request.test),
        split_validation=request.with_validation and request.validation is None,
        names=names_of(request),
    )


def _upload(bucket: str, key: str, file: WrittenFile) -> PreparedFile:
    aws.s3().upload_file(str(file.path), bucket, key)
    return PreparedFile(key, file.records, file.size, file.sha256)
