"""Versioned buckets in memory."""

import hashlib
import io
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

from botocore.handlers import handle_copy_source_param
from botocore.model import OperationModel
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
        self._numbers = count(1)

    def store(
        self, bucket: str, key: str, body: bytes, modified_at: datetime | None = None
    ) -> Version:
        """Puts an object there as somebody else would: no call of ours."""
        version = Version(self._new_id(), body, modified_at or datetime.now(UTC))
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
        answer = {**version.head(), "Body": StreamingBody(io.BytesIO(content), len(content))}
        if Range:
            first = Range.removeprefix("bytes=").split("-")[0]
            answer["ContentRange"] = f"bytes {first}-…/{len(version.body or b'')}"
        return answer

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

    def copy_object(self, *, Bucket: str, Key: str, CopySource: dict[str, str], **_: Any) -> Answer:
        version_id = CopySource.get("VersionId", "")
        source = self._find(CopySource["Bucket"], CopySource["Key"], version_id)
        if source is None or source.body is None:
            raise self.error("CopyObject", "NoSuchVersion" if version_id else "NoSuchKey")
        head = self.store(Bucket, Key, source.body).head()
        checksum = b64encode(hashlib.sha256(source.body).digest()).decode()
        return {
            "VersionId": head["VersionId"],
            "CopyObjectResult": {"ETag": head["ETag"], "ChecksumSHA256": checksum},
        }

    def delete_object(self, *, Bucket: str, Key: str) -> Answer:
        marker = Version(self._new_id(), None, datetime.now(UTC))
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
            page["Contents"] = [self._entry(Bucket, key) for key in keys[start:end]]
        return page

    def _entry(self, bucket: str, key: str) -> Answer:
        version = self._current(bucket, key)
        assert version is not None
        head = version.head()
        return {"Key": key, "Size": head["ContentLength"], "ETag": head["ETag"]}

    def copy(
        self, CopySource: dict[str, str], Bucket: str, Key: str, ExtraArgs: dict[str, Any]
    ) -> None:
        """Asks for the size first, as boto3 does, which may copy in parts."""
        self.head_object(**CopySource)
        self.copy_object(Bucket=Bucket, Key=Key, CopySource=CopySource, **ExtraArgs)

    def list_object_versions(
        self, *, Bucket: str, Prefix: str = "", KeyMarker: str = "0", **_: Any
    ) -> Answer:
        """Pages over versions and delete markers alike; the newest of a key comes first."""
        listed = [
            self._listed(key, version, version is versions[-1])
            for (bucket, key), versions in sorted(self._objects.items())
            if bucket == Bucket and key.startswith(Prefix)
            for version in reversed(versions)
        ]
        start, end = int(KeyMarker), int(KeyMarker) + PAGE_SIZE
        page: Answer = {"IsTruncated": end < len(listed)}
        if page["IsTruncated"]:
            page |= {"NextKeyMarker": str(end), "NextVersionIdMarker": "v"}
        if versions_of_page := [item for item in listed[start:end] if "Size" in item]:
            page["Versions"] = versions_of_page
        return page

    def _listed(self, key: str, version: Version, is_latest: bool) -> Answer:
        item = {"Key": key, "VersionId": version.version_id, "IsLatest": is_latest}
        if version.body is None:
            return item
        head = version.head()
        return item | {
            "ETag": head["ETag"],
            "Size": head["ContentLength"],
            "LastModified": head["LastModified"],
        }

    def upload_fileobj(self, stream: BinaryIO, bucket: str, key: str) -> None:
        self.put_object(Bucket=bucket, Key=key, Body=stream.read())

    def download_file(
        self, bucket: str, key: str, filename: str, ExtraArgs: dict[str, str]
    ) -> None:
        """Asks for the size first, as boto3 does: that is where a missing version shows."""
        self.head_object(Bucket=bucket, Key=key, **ExtraArgs)
        body = self.get_object(Bucket=bucket, Key=key, **ExtraArgs)["Body"]
        Path(filename).write_bytes(body.read())

    def _check_request(self, model: OperationModel, parameters: dict[str, Any]) -> None:
        """A source to copy may be a dict: botocore makes the model's string of it."""
        sent = dict(parameters)
        if "CopySource" in sent:
            handle_copy_source_param(sent)
        super()._check_request(model, sent)

    def _new_id(self) -> str:
        return f"v{next(self._numbers)}"

    def _current(self, bucket: str, key: str) -> Version | None:
        versions = self._objects.get((bucket, key))
        return versions[-1] if versions and versions[-1].body is not None else None

    def _find(self, bucket: str, key: str, version_id: str) -> Version | None:
        if not version_id:
            return self._current(bucket, key)
        versions = self._objects.get((bucket, key), [])
        return next((v for v in versions if v.version_id == version_id), None)
