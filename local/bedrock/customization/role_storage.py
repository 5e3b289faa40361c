"""Amazon S3 as a customization job sees it: only ever through the role it was given."""

from typing import Any

from botocore.exceptions import ClientError


class StorageRefused(Exception):
    """In the words of the service's own messages."""


class RoleStorage:
    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def assert_readable(self, uri: str) -> None:
        bucket, key = parts_of(uri)
        try:
            self._s3.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
            self._s3.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            raise _unreadable(bucket, key, error) from error

    def assert_writable(self, prefix: str) -> None:
        self.write(prefix, ".write_access_check_file.tmp", b"")

    def read(self, uri: str) -> bytes:
        bucket, key = parts_of(uri)
        try:
            body: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            raise _unreadable(bucket, key, error) from error
        return body

    def read_part(self, uri: str, first: int, count: int) -> bytes:
        """`count` bytes from the byte `first`, counted from 0."""
        if count == 0:
            return b""
        bucket, key = parts_of(uri)
        wanted = f"bytes={first}-{first + count - 1}"
        try:
            body: bytes = self._s3.get_object(Bucket=bucket, Key=key, Range=wanted)["Body"].read()
        except ClientError as error:
            raise _unreadable(bucket, key, error) from error
        return body

    def uris_under(self, prefix: str) -> list[str]:
        bucket, folder = parts_of(prefix)
        return [f"s3://{bucket}/{key}" for key in self._listed(bucket, folder)]

    def sizes(self, folder: str) -> dict[str, int]:
        """In bytes, of the objects right in the folder, by their names."""
        bucket, key = parts_of(folder)
        found = self._listed(bucket, key).items()
        names = ((path.removeprefix(f"{key}/" if key else ""), size) for path, size in found)
        return {name: size for name, size in names if name and "/" not in name}

    def _listed(self, bucket: str, folder: str) -> dict[str, int]:
        """Keys and their sizes in bytes."""
        prefix = f"{folder}/" if folder else ""
        found: dict[str, int] = {}
        place: dict[str, str] = {}
        try:
            while True:
                listed = self._s3.list_objects_v2(Bucket=bucket, Prefix=prefix, **place)
                found |= {each["Key"]: int(each["Size"]) for each in listed.get("Contents", ())}
                if not listed.get("IsTruncated"):
                    return found
                place = {"ContinuationToken": listed["NextContinuationToken"]}
        except ClientError as error:
            raise StorageRefused(
                "Could not validate ListBucket permissions to access Amazon S3 bucket: "
                f"{bucket} at prefix {prefix}{_reason(error)}"
            ) from error

    def write(self, prefix: str, path: str, body: bytes) -> None:
        bucket, folder = parts_of(prefix)
        key = f"{folder}/{path}".lstrip("/")
        try:
            self._s3.put_object(Bucket=bucket, Key=key, Body=body)
        except ClientError as error:
            raise StorageRefused(
                "Amazon S3 perms missing (PutObject): Could not validate PutObject permissions "
                f"to access S3 bucket: {bucket} at key {key}{_reason(error)}"
            ) from error


def parts_of(uri: str) -> tuple[str, str]:
    """Bucket and key, the key without slashes around it."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key.strip("/")


def _unreadable(bucket: str, key: str, error: ClientError) -> StorageRefused:
    return StorageRefused(
        "Could not validate GetObject permissions to access Amazon S3 bucket: "
        f"{bucket} at key {key}{_reason(error)}"
    )


def _reason(error: ClientError) -> str:
    """Nothing for a missing permission, as the message says it already."""
    reason = error.response["Error"]["Code"]
    return "" if reason in ("AccessDenied", "403") else f" ({reason})"
