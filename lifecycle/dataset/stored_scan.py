"""A scan as bytes, so that one function can leave it for another: MessagePack, field for field."""

from array import array
from collections import Counter
from typing import Any

import msgspec
from msgspec import Struct

from lifecycle.dataset.findings import Finding, FindingLog
from lifecycle.dataset.fingerprints import Column, Fingerprints, Page
from lifecycle.dataset.quality.inspection import Inspection
from lifecycle.dataset.scan import Scan, Sizes


class StoredPage(Struct, frozen=True):
    """Of a page of fingerprints."""

    line: int
    bounds: memoryview
    prompts: memoryview
    answers: memoryview
    lines: memoryview


class StoredScan(Struct, frozen=True):
    """The fields of a Scan in types that can be stored; hashes as their 8 bytes in a row."""

    file: str
    is_read: bool
    lines: int
    records: int
    bytes: int
    sha256: str | None
    log: tuple[Finding, ...]
    characters: Sizes
    answer_characters: Sizes
    sizes: Sizes
    over_limit: int
    features: Counter[str]
    fingerprints: list[StoredPage]
    normalized: list[memoryview] | None
    inspection: Inspection | None


def encode_scan(scan: Scan) -> bytes:
    stored = msgspec.structs.asdict(scan) | {
        "log": scan.log.findings(),
        "fingerprints": [_stored(page) for page in scan.fingerprints.pages],
        "normalized": None if scan.normalized is None else [*map(_packed, scan.normalized)],
    }
    return msgspec.msgpack.encode(StoredScan(**stored))


def decode_scan(body: bytes) -> Scan:
    """Raises msgspec.ValidationError for what is no scan."""
    stored = msgspec.msgpack.decode(body, type=StoredScan, dec_hook=_counter)
    log = FindingLog()
    for finding in stored.log:
        log.add(finding)
    fields = msgspec.structs.asdict(stored) | {
        "log": log,
        "fingerprints": Fingerprints([_page(page) for page in stored.fingerprints]),
        "normalized": None
        if stored.normalized is None
        else [_unpacked("Q", packed) for packed in stored.normalized],
    }
    return Scan(**fields)


def _stored(page: Page) -> StoredPage:
    columns = (page.bounds, page.prompts, page.answers, page.lines)
    return StoredPage(page.line, *map(_packed, columns))


def _page(stored: StoredPage) -> Page:
    packed = (stored.bounds, stored.prompts, stored.answers, stored.lines)
    return Page(stored.line, *map(_unpacked, "IQIH", packed))


def _packed(column: Column) -> memoryview:
    return memoryview(column).cast("B")


def _unpacked(kind: str, packed: memoryview) -> Column:
    return array(kind, bytes(packed))


def _counter(kind: type, counts: Any) -> Any:
    """The only type of a stored scan that MessagePack does not know."""
    return Counter(counts)
