"""The media of a dataset in the intake bucket. The version that is read first is the run's."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from typing import Self

from botocore.exceptions import ClientError
from msgspec.structs import replace

from lambdas import aws
from lambdas.run_store import MISSING, find_document, opened, pinned, write_document
from lifecycle import documents, names
from lifecycle.dataset.media_address import landed_key
from lifecycle.dataset.media_bytes import HEAD_BYTES, MediaBytes
from lifecycle.dataset.media_formats import format_of
from lifecycle.dataset.second_reading import MediaAccess
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import error_code
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.prepared import PinnedMedia, PreparedMedia
from lifecycle.run.scanned import ByteRange, ScanRange

_FORBIDDEN = {"403", "AccessDenied", "InvalidObjectState"}


class LandedMedia:
    """`pins` are added to by what is opened, and written to `pins_key` of the output bucket."""

    def __init__(
        self, run: str, pins_key: str, pins: Iterable[PinnedMedia], pool: ThreadPoolExecutor
    ) -> None:
        environment = StepEnvironment.from_variables(os.environ)
        self._intake, self._output = environment.intake_bucket, environment.output_bucket
        self._run, self._pins_key, self._pool = run, pins_key, pool
        self._pins = {pin.source.key: pin for pin in pins}

    @classmethod
    @contextmanager
    def of(cls, run: str, pins_key: str) -> Iterator[Self]:
        """A retry goes on with the versions that the first attempt has pinned."""
        output = StepEnvironment.from_variables(os.environ).output_bucket
        pins = find_document(output, pins_key, list[PinnedMedia]) or []
        with ThreadPoolExecutor(aws.CONNECTIONS) as pool:
            yield cls(run, pins_key, pins, pool)

    @classmethod
    @contextmanager
    def of_ranges(cls, run: str, ranges: Iterable[ScanRange]) -> Iterator[Self]:
        """With the pins of all ranges; of an object that two have pinned, the earlier counts."""
        output = StepEnvironment.from_variables(os.environ).output_bucket
        in_files = (part for part in ranges if isinstance(part, ByteRange))
        keys = [documents.range_media(run, part.number) for part in in_files]
        with ThreadPoolExecutor(aws.CONNECTIONS) as pool:
            find = partial(find_document, output, kind=list[PinnedMedia])
            pins = [pin for found in pool.map(find, keys) for pin in found or []]
            yield cls(run, documents.media(run), reversed(pins), pool)

    def beside(self, dataset: ObjectVersion) -> MediaAccess:
        return MediaAccess(self._intake, partial(self._open, dataset), self._pool.map)

    def copy_of(self, dataset: ObjectVersion, address: str) -> str:
        """The URI of the copy."""
        return documents.s3_uri(self._output, self._pins[landed_key(address, dataset.key)].copy_key)

    def pin(self) -> PreparedMedia | None:
        """Writes down which versions were read; None where no record names any media."""
        if not self._pins:
            return None
        pins = sorted(self._pins.values(), key=lambda pin: pin.source.key)
        write_document(self._output, self._pins_key, pins)
        return PreparedMedia(self._pins_key, len(pins), sum(pin.source.size for pin in pins))

    def copy(self) -> None:
        """To where the service may read them, from bucket to bucket."""
        for pin in self._pool.map(self._copied, list(self._pins.values())):
            self._pins[pin.source.key] = pin

    def _copied(self, pin: PinnedMedia) -> PinnedMedia:
        key, version = pin.source.key, pin.source.version_id
        with pinned(self._intake, pin.source):
            copied = aws.s3().copy_object(
                Bucket=self._output,
                Key=pin.copy_key,
                CopySource={"Bucket": self._intake, "Key": key, "VersionId": version},
                ChecksumAlgorithm="SHA256",
                TaggingDirective="REPLACE",  # tags of the original would need rights of their own
            )
        return replace(pin, sha256=copied["CopyObjectResult"].get("ChecksumSHA256"))

    def _open(self, dataset: ObjectVersion, address: str) -> MediaBytes:
        """Raises FileNotFoundError or PermissionError; DataChanged where a pinned one is gone."""
        key = landed_key(address, dataset.key)
        if pin := self._pins.get(key):
            return self._opened(pin.source, b"")
        found = self._found(key)
        if found is None:
            return MediaBytes(0, lambda start, length: b"")
        version, head = found
        media = self._opened(version, head)
        name = names.media_copy(key, version.version_id, format_of(media))
        self._pins[key] = PinnedMedia(version, documents.prepared_media(self._run, name))
        return media

    def _found(self, key: str) -> tuple[ObjectVersion, bytes] | None:
        """In one call with its head, by which most are judged; None where it is empty."""
        try:
            found = aws.s3().get_object(
                Bucket=self._intake, Key=key, Range=f"bytes=0-{HEAD_BYTES - 1}"
            )
        except ClientError as error:
            if error_code(error) == "InvalidRange":
                return None
            raise _as_file_error(error, key) from error
        size = int(found["ContentRange"].rpartition("/")[2])
        with closing(found["Body"]) as body:
            return ObjectVersion(key, found["VersionId"], found["ETag"], size), body.read()

    def _opened(self, version: ObjectVersion, head: bytes) -> MediaBytes:
        def read(start: int, length: int) -> bytes:
            if start + length <= len(head):
                return head[start : start + length]
            with opened(self._intake, version, start, start + length - 1) as stream:
                content: bytes = stream.read()
            return content

        return MediaBytes(version.size, read)


def _as_file_error(error: ClientError, key: str) -> Exception:
    """What a disk would raise; the error itself where the service is only busy."""
    code = error_code(error)
    if code in MISSING:
        return FileNotFoundError(key)
    if code in _FORBIDDEN or code.startswith("KMS."):
        return PermissionError(key)
    return error
