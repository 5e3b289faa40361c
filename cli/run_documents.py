"""Reads and downloads the documents of a run from the output bucket."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from cli.account import Account
from lifecycle import documents
from lifecycle.documents import RUNS_PREFIX
from lifecycle.run.landed import ObjectVersion

Document = TypeVar("Document")


def find_document(account: Account, key: str, kind: type[Document]) -> Document | None:
    try:
        found = account.s3.get_object(Bucket=account.output_bucket, Key=key)
    except account.s3.exceptions.NoSuchKey:
        return None
    return msgspec.json.decode(found["Body"].read(), type=kind)


def read_lines(account: Account, key: str) -> Iterator[bytes]:
    yield from account.s3.get_object(Bucket=account.output_bucket, Key=key)["Body"].iter_lines()


def read_landed_lines(account: Account, version: ObjectVersion) -> Iterator[bytes]:
    found = account.s3.get_object(
        Bucket=account.intake_bucket, Key=version.key, VersionId=version.version_id
    )
    yield from found["Body"].iter_lines()


def read_object(account: Account, uri: str) -> bytes:
    bucket, key = documents.bucket_and_key(uri)
    return account.s3.get_object(Bucket=bucket, Key=key)["Body"].read()


def download_run(account: Account, run_id: str, folder: Path) -> int:
    """How many documents there were; `folder` gets the tree that they have below the run."""
    prefix = f"{RUNS_PREFIX}/{run_id}/"
    pages = account.s3.get_paginator("list_objects_v2").paginate(
        Bucket=account.output_bucket, Prefix=prefix
    )
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    for key in keys:
        target = folder / key.removeprefix(prefix)
        target.parent.mkdir(parents=True, exist_ok=True)
        account.s3.download_file(account.output_bucket, key, str(target))
    return len(keys)
