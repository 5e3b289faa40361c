"""Reads the invocation logs that a distillation learns from: where they lie, and nothing of them
is kept. Logs are read as streams, one object after the other."""

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.dataset_scan import rules_of
from lambdas.run_store import MISSING, find_document, read_document, write_document
from lifecycle import documents
from lifecycle.dataset.invocation_logs import (
    LogReader,
    added_up,
    require_enough,
    require_readable,
)
from lifecycle.dataset.rules import DatasetRules
from lifecycle.distillation import LoggedPrompts
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DataChanged, DatasetRejected
from lifecycle.refusal import error_code
from lifecycle.request_data import InvocationLogs
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import CountedLog, LogRange, Rejection, ScanRange

_LOG_SUFFIX, _LARGE_BODIES = ".gz", "data"


def log_objects(logs: InvocationLogs) -> Iterator[ObjectVersion]:
    """In the order of their keys; pinned by their ETags, for their bucket may have no versions.

    Bodies too large for a record lie in a folder `data` beside it; distillation skips them.
    """
    bucket, prefix = documents.bucket_and_key(logs.source)
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for listed in page.get("Contents", []):
            folder = listed["Key"].split("/")[-2:-1]
            if listed["Key"].endswith(_LOG_SUFFIX) and folder != [_LARGE_BODIES]:
                yield ObjectVersion(listed["Key"], "", listed["ETag"], listed["Size"])


def logged_prompts(request: AcceptedRequest, rules: DatasetRules) -> LoggedPrompts | None:
    """None where the job learns from a file. Raises DatasetRejected for too few or too many."""
    logs = request.invocation_logs
    if logs is None:
        return None
    merged = find_document(_output_bucket(), documents.merged_logs(request.run_id), CountedLog)
    counted = require_readable(merged or _count_all(request, logs, rules))
    require_enough(counted, logs, rules)
    return counted


def count_range(request: AcceptedRequest, part: LogRange) -> None:
    """Object by object, so that the merge can end where one function would have ended."""
    counted = list(_counted(request, part.bucket, part.logs, rules_of(request)))
    write_document(_output_bucket(), documents.counted_logs(request.run_id, part.number), counted)


def merge_counts(request: AcceptedRequest, plan: Iterable[ScanRange]) -> None:
    run, rules = request.run_id, rules_of(request)
    counted = (
        log
        for part in plan
        if isinstance(part, LogRange)
        for log in read_document(
            _output_bucket(), documents.counted_logs(run, part.number), list[CountedLog]
        )
    )
    write_document(_output_bucket(), documents.merged_logs(run), added_up(counted, rules))


def _count_all(request: AcceptedRequest, logs: InvocationLogs, rules: DatasetRules) -> CountedLog:
    bucket, _ = documents.bucket_and_key(logs.source)
    return added_up(_counted(request, bucket, log_objects(logs), rules), rules)


def _counted(
    request: AcceptedRequest, bucket: str, objects: Iterable[ObjectVersion], rules: DatasetRules
) -> Iterator[CountedLog]:
    logs, teacher = request.invocation_logs, request.teacher
    if logs is None or teacher is None:
        return
    for version in objects:
        yield _count(LogReader(logs, teacher, rules), bucket, version)


def _count(reader: LogReader, bucket: str, version: ObjectVersion) -> CountedLog:
    try:
        with gzip.open(_body(bucket, version)) as lines:
            reader.read(lines)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        return CountedLog(LoggedPrompts(), Rejection.of(_broken(bucket, version.key, error)))
    return CountedLog(reader.counted)


def _body(bucket: str, version: ObjectVersion) -> Any:
    """Raises DataChanged where it is not the listed one any more."""
    try:
        found = aws.s3().get_object(Bucket=bucket, Key=version.key, IfMatch=version.etag)
    except ClientError as error:
        if error_code(error) not in MISSING:
            raise
        raise DataChanged(
            "an invocation log has changed, or was deleted, since the run began",
            where=documents.s3_uri(bucket, version.key),
            fix="upload job.yaml again once the prefix is quiet",
        ) from error
    return found["Body"]


def _broken(bucket: str, key: str, error: Exception) -> DatasetRejected:
    return DatasetRejected(
        f"an object among the invocation logs cannot be extracted: {error}",
        where=documents.s3_uri(bucket, key),
        fix="take it away, or name a prefix that holds invocation logs only",
    )


def _output_bucket() -> str:
    return StepEnvironment.from_variables(os.environ).output_bucket
