"""Reads the invocation logs that a distillation learns from: where they lie, and nothing of them
is kept. Logs are read as streams, one object after the other."""

import gzip
import zlib
from collections.abc import Iterator

from lambdas import aws
from lifecycle import documents
from lifecycle.dataset.invocation_logs import LogReader, require_enough
from lifecycle.dataset.rules import DatasetRules
from lifecycle.distillation import LoggedPrompts
from lifecycle.errors import DatasetRejected
from lifecycle.run.accepted import AcceptedRequest

_LOG_SUFFIX, _LARGE_BODIES = ".gz", "data"


def count_logged_prompts(request: AcceptedRequest, rules: DatasetRules) -> LoggedPrompts | None:
    """None where the job learns from a file. Raises DatasetRejected for too few or too many."""
    logs, teacher = request.invocation_logs, request.teacher
    if logs is None or teacher is None:
        return None
    bucket, prefix = documents.bucket_and_key(logs.source)
    reader = LogReader(logs, teacher, rules)
    for key in _log_files(bucket, prefix):
        _read(reader, bucket, key)
        if reader.counted.usable > rules.max_records:
            break
    counted = reader.counted
    require_enough(counted, logs, rules)
    return counted


def _read(reader: LogReader, bucket: str, key: str) -> None:
    body = aws.s3().get_object(Bucket=bucket, Key=key)["Body"]
    try:
        with gzip.open(body) as lines:
            reader.read(lines)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DatasetRejected(
            f"an object among the invocation logs cannot be extracted: {error}",
            where=documents.s3_uri(bucket, key),
            fix="take it away, or name a prefix that holds invocation logs only",
        ) from error


def _log_files(bucket: str, prefix: str) -> Iterator[str]:
    """Bodies too large for a record lie in a folder `data` beside it; distillation skips them."""
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for listed in page.get("Contents", []):
            folder = listed["Key"].split("/")[-2:-1]
            if listed["Key"].endswith(_LOG_SUFFIX) and folder != [_LARGE_BODIES]:
                yield listed["Key"]
