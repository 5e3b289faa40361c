"""Versioned buckets in memory."""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from botocore.response import StreamingBody

from tests.lambdas.fakes.client import Answer, FakeClient, Journal

PAGE_SIZE = 2


@dataclass(frozen=True)
class Version:
    """One version of an object; `body` is None for a delete marker."""

    version_id: str
    body: bytes | None
    modified_at: datetime

    def head(self) -> Answer:
        assert self.body is not None
        return {
            "VersionId": self.version_id,
            "ETag": f'"{hashlib.md5(self.body, usedforsecurity=False).hexdigest()}"',
            "ContentLength": len(self.body),
            "LastModified": self.modified_at,
        }


class FakeS3(FakeClient):
    service = "s3"
    refusal = "InvalidRequest"
    # Amazon S3 models few of its errors: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
    unmodelled_errors = {
        "404": 404,
        "AccessDenied": 403,
        "ConditionalRequestConflict": 409,
        "InternalError": 500,
        "InvalidRange": 416,
        "InvalidRequest": 400,
        "NoSuchKey": 404,
        "NoSuchVersion": 404,
        "PreconditionFailed": 412,
        "SlowDown": 503,
    }

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._objects: dict[tuple[str, str], list[Version]] = {}
        self._version_ids = (f"v{number}" for number in count(1))

    def store(
        self, bucket: str, key: str, body: bytes, modified_at: datetime | None = None
    ) -> Version:
        """Puts an object there as somebody else would: no call of ours."""
        version = Version(next(self._version_ids), body, modified_at or datetime.now(UTC))
        self._objects.setdefault((bucket, key), []).append(version)
        return version

    def lose_version(self, bucket: str, key: str, version_id: str) -> None:
        versions = self._objects[bucket, key]
        versions[:] = [v for v in versions if v.version_id != version_id]

    def read(self, bucket: str, key: str) -> bytes | None:
        version = self._current(bucket, key)
        return version.body if version else None

    def keys(self, bucket: str) -> list[str]:
        return sorted(key for b, key in self._objects if b == bucket and self._current(b, key))

    def put_object(
        self, *, Bucket: str, Key: str, Body: bytes, IfNoneMatch: str = "", **_: Any
    ) -> Answer:
        if IfNoneMatch == "*" and self._current(Bucket, Key):
            raise self.error("PutObject", "PreconditionFailed")
        head = self.store(Bucket, Key, Body).head()
        return {"ETag": head["ETag"], "VersionId": head["VersionId"]}

    def get_object(
        self, *, Bucket: str, Key: str, VersionId: str = "", Range: str = "", IfMatch: str = ""
    ) -> Answer:
        version = self._find(Bucket, Key, VersionId)
        if version is None:
            raise self.error("GetObject", "NoSuchVersion" if VersionId else "NoSuchKey")
        if IfMatch and IfMatch != version.head()["ETag"]:
            raise self.error("GetObject", "PreconditionFailed")
        content = self._in_range(version.body or b"", Range)
        return {**version.head(), "Body": StreamingBody(io.BytesIO(content), len(content))}

    def _in_range(self, body: bytes, wanted: str) -> bytes:
        if not wanted:
            return body
        first, last = wanted.removeprefix("bytes=").split("-")
        if int(first) >= len(body):
            raise self.error("GetObject", "InvalidRange")
        return body[int(first) : int(last) + 1 if last else None]

    def head_object(self, *, Bucket: str, Key: str, VersionId: str = "") -> Answer:
        version = self._find(Bucket, Key, VersionId)
        if version is None:  # an answer without a body has no better code
            raise self.error("HeadObject", "404", "Not Found")
        return version.head()

    def delete_object(self, *, Bucket: str, Key: str) -> Answer:
        marker = Version(next(self._version_ids), None, datetime.now(UTC))
        self._objects.setdefault((Bucket, Key), []).append(marker)
        return {"DeleteMarker": True, "VersionId": marker.version_id}

    def list_objects_v2(
        self, *, Bucket: str, Prefix: str = "", ContinuationToken: str = "0", **_: Any
    ) -> Answer:
        keys = [key for key in self.keys(Bucket) if key.startswith(Prefix)]
        start, end = int(ContinuationToken), int(ContinuationToken) + PAGE_SIZE
        page: Answer = {"IsTruncated": end < len(keys), "KeyCount": len(keys[start:end])}
        if page["IsTruncated"]:
            page["NextContinuationToken"] = str(end)
        if keys:
            page["Contents"] = [{"Key": key} for key in keys[start:end]]
        return page

    def upload_file(self, filename: str, bucket: str, key: str) -> None:
        self.put_object(Bucket=bucket, Key=key, Body=Path(filename).read_bytes())

    def download_file(
        self, bucket: str, key: str, filename: str, ExtraArgs: dict[str, str]
    ) -> None:
        """Asks for the size first, as boto3 does: that is where a missing version shows."""
        self.head_object(Bucket=bucket, Key=key, **ExtraArgs)
        body = self.get_object(Bucket=bucket, Key=key, **ExtraArgs)["Body"]
        Path(filename).write_bytes(body.read())

    def _current(self, bucket: str, key: str) -> Version | None:
        versions = self._objects.get((bucket, key))
        return versions[-1] if versions and versions[-1].body is not None else None

    def _find(self, bucket: str, key: str, version_id: str) -> Version | None:
        if not version_id:
            return self._current(bucket, key)
        versions = self._objects.get((bucket, key), [])
        return next((v for v in versions if v.version_id == version_id), None)
