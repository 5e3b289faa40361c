"""Reads and writes the documents of a run in the output bucket."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from botocore.exceptions import ClientError

from lambdas import aws
from lifecycle.errors import DataChanged, NotYetSupported
from lifecycle.refusal import error_code, unless_refused
from lifecycle.run.landed import ObjectVersion

Document = TypeVar("Document")
MISSING = {"NoSuchKey", "NoSuchVersion", "PreconditionFailed", "404"}


def write_document(bucket: str, key: str, document: object) -> None:
    body = msgspec.json.format(msgspec.json.encode(document), indent=2)
    aws.s3().put_object(Bucket=bucket, Key=key, Body=body, ContentType="application/json")


def write_page(bucket: str, key: str, page: str) -> None:
    aws.s3().put_object(
        Bucket=bucket, Key=key, Body=page.encode(), ContentType="text/html; charset=utf-8"
    )


def read_document(bucket: str, key: str, kind: type[Document]) -> Document:
    return msgspec.json.decode(read_bytes(bucket, key), type=kind)


def find_document(bucket: str, key: str, kind: type[Document]) -> Document | None:
    body = find_bytes(bucket, key)
    return None if body is None else msgspec.json.decode(body, type=kind)


def find_bytes(bucket: str, key: str) -> bytes | None:
    return unless_refused(lambda: read_bytes(bucket, key), MISSING)


def read_bytes(bucket: str, key: str) -> bytes:
    body: bytes = aws.s3().get_object(Bucket=bucket, Key=key)["Body"].read()
    return body


def write_bytes(bucket: str, key: str, body: bytes) -> None:
    aws.s3().put_object(Bucket=bucket, Key=key, Body=body)


def create_document(bucket: str, key: str, document: object) -> bool:
    """False where the document exists already; of many callers exactly one gets True."""
    body = msgspec.json.encode(document)
    try:
        aws.s3().put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
    except ClientError as error:
        # A ConditionalRequestConflict says that another call is under way, not that it succeeded.
        if error_code(error) == "PreconditionFailed":
            return False
        raise
    return True


@contextmanager
def opened(bucket: str, version: ObjectVersion, first: int, last: int | str = "") -> Iterator[Any]:
    """Bytes `first` to `last` of the pinned version, as a stream; by default all that follow."""
    with pinned(bucket, version):
        answer = aws.s3().get_object(
            Bucket=bucket,
            Key=version.key,
            VersionId=version.version_id,
            IfMatch=version.etag,
            Range=f"bytes={first}-{last}",
        )
    with closing(answer["Body"]) as stream:
        yield stream


@contextmanager
def downloaded(bucket: str, version: ObjectVersion) -> Iterator[Path]:
    """The pinned version as a temporary file. Raises DataChanged where that version is gone."""
    with tempfile.NamedTemporaryFile() as file:
        with pinned(bucket, version):
            aws.s3().download_file(
                bucket, version.key, file.name, ExtraArgs={"VersionId": version.version_id}
            )
        yield Path(file.name)


def require_room_on_disk(size: int) -> None:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if size > free:
        raise NotYetSupported(
            f"a dataset of {size:,} bytes has to be split or rewritten, and the function has room "
            f"for {free:,}",
            fix="name a validation file, or `none`; let tailor validate --fix do the rewriting",
        )


def copy_version(bucket: str, version: ObjectVersion, target_bucket: str, key: str) -> None:
    """From bucket to bucket, in parts where it is large. Raises DataChanged where it is gone."""
    with pinned(bucket, version):
        aws.s3().copy(
            {"Bucket": bucket, "Key": version.key, "VersionId": version.version_id},
            target_bucket,
            key,
            # Tags of the original would need rights of their own.
            ExtraArgs={"TaggingDirective": "REPLACE"},
        )


@contextmanager
def pinned(bucket: str, version: ObjectVersion) -> Iterator[None]:
    """Raises DataChanged where the version that is read inside is gone."""
    try:
        yield
    except ClientError as error:
        if error_code(error) not in MISSING:
            raise
        raise DataChanged(
            f"version {version.version_id} of {version.key} is gone",
            where=f"s3://{bucket}/{version.key}",
            fix="upload the file again: its new version starts a new run",
        ) from error
