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
    line: int
    prompts: list[memoryview]
    answers: list[memoryview]
    lines: list[memoryview]


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
        "fingerprints": [
            StoredPage(line, *map(_packed, kinds)) for line, *kinds in scan.fingerprints.pages
        ],
        "normalized": _packed(scan.normalized) if scan.normalized is not None else None,
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
        "normalized": _unpacked("Q", stored.normalized) if stored.normalized is not None else None,
    }
    return Scan(**fields)


def _packed(columns: list[Column]) -> list[memoryview]:
    return [memoryview(column).cast("B") for column in columns]


def _unpacked(kind: str, columns: list[memoryview]) -> list[Column]:
    return [array(kind, bytes(packed)) for packed in columns]


def _page(stored: StoredPage) -> Page:
    return Page(
        stored.line,
        _unpacked("Q", stored.prompts),
        _unpacked("I", stored.answers),
        _unpacked("H", stored.lines),
    )


def _counter(kind: type, counts: Any) -> Any:
    """The only type of a stored scan that MessagePack does not know."""
    return Counter(counts)
