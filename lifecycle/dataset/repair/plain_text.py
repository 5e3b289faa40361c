"""Any file as blocks of UTF-8: unpacked, decoded, without a byte order mark."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from lifecycle.dataset.repair.changes import ChangeLog
from lifecycle.errors import DatasetRejected

BLOCK_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNREADABLE = {b"PK\x03\x04": "zip", b"PAR1": "parquet", b"SQLi": "sqlite", b"%PDF": "PDF"}


def utf8_blocks(source: Path, log: ChangeLog) -> Iterator[bytes]:
    """Raises DatasetRejected where the file is no text, or its compression is broken."""
    with source.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        if start in _UNREADABLE:
            raise DatasetRejected(
                f"it is a {_UNREADABLE[start]} file",
                where=str(source),
                fix="export it as JSON lines",
            )
        if not start.startswith(_GZIP):
            yield from _decoded(file, log)
            return
        log.add("gunzipped")
        try:
            with gzip.open(file) as unpacked:
                yield from _decoded(cast(BinaryIO, unpacked), log)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DatasetRejected(
                f"its compression is broken: {error}", where=str(source), fix="compress it again"
            ) from error


def _decoded(file: BinaryIO, log: ChangeLog) -> Iterator[bytes]:
    first = file.read(BLOCK_BYTES)
    encoding = _utf_16(first)
    if encoding:
        log.add(f"decoded-{encoding}")
        yield from _from_utf_16(first, file, encoding)
        return
    if first.startswith(codecs.BOM_UTF8):
        log.add("removed-byte-order-mark")
        first = first.removeprefix(codecs.BOM_UTF8)
    yield first
    while block := file.read(BLOCK_BYTES):
        yield block


def _utf_16(first: bytes) -> str | None:
    """By its mark, or by the zeros that every other byte of ASCII text is."""
    marked = next((name for mark, name in _UTF_16.items() if first.startswith(mark)), None)
    if marked:
        return marked
    if len(first) > 3 and first[1] == first[3] == 0 and first[0]:
        return "utf-16-le"
    return "utf-16-be" if len(first) > 3 and first[0] == first[2] == 0 and first[1] else None


def _from_utf_16(first: bytes, file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decode = codecs.getincrementaldecoder(encoding)("replace").decode
    block = first
    while block:
        yield decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
        block = file.read(BLOCK_BYTES)
