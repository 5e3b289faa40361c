"""Any file as blocks of UTF-8: unpacked, decoded, without a byte order mark."""

import codecs
import gzip
import zlib
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from lifecycle.dataset.repair.changes import ChangeLog
from lifecycle.dataset.whole_file import GZIP, container_kind, is_other_encoding
from lifecycle.errors import DatasetRejected

BLOCK_BYTES = 64 * 1024
WINDOWS_1252 = "windows-1252"
# The mark of UTF-32 starts as that of UTF-16 does: longest first.
_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WITHOUT_MARK: dict[tuple[bool, ...], str] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}


def utf8_blocks(source: Path, log: ChangeLog) -> Iterator[bytes]:
    """Raises DatasetRejected where the file is no text, or its compression is broken."""
    with source.open("rb") as file:
        start = file.read(BLOCK_BYTES)
        file.seek(0)
        if kind := container_kind(start):
            raise DatasetRejected(
                f"it is {kind}",
                where=str(source),
                fix="export it as JSON lines",
            )
        if not start.startswith(GZIP):
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
    encoding = _wide_encoding(first)
    if encoding:
        log.add(f"decoded-{encoding}")
        yield from _from_wide(first, file, encoding)
        return
    if first.startswith(codecs.BOM_UTF8):
        log.add("removed-byte-order-mark")
        first = first.removeprefix(codecs.BOM_UTF8)
    blocks = chain([first], iter(partial(file.read, BLOCK_BYTES), b""))
    yield from _from_windows_1252(blocks, log) if is_other_encoding(first) else blocks


def _from_windows_1252(blocks: Iterable[bytes], log: ChangeLog) -> Iterator[bytes]:
    """Whatever cannot be UTF-8 is read as Windows-1252 has it, which Latin-1 is nearly."""
    line, rest = 1, b""
    for block in blocks:
        block = rest + block
        text, consumed = codecs.utf_8_decode(block, WINDOWS_1252, False)
        legible, block, rest = text.encode(), block[:consumed], block[consumed:]
        if legible != block:
            _log_decoded_lines(block, legible, line, log)
        yield legible
        line += legible.count(b"\n")
    if rest:
        log.add(f"decoded-{WINDOWS_1252}", line)
        yield rest.decode("utf-8", WINDOWS_1252).encode()


def _log_decoded_lines(block: bytes, legible: bytes, first: int, log: ChangeLog) -> None:
    pairs = zip(block.split(b"\n"), legible.split(b"\n"), strict=True)
    for line, (before, after) in enumerate(pairs, first):
        if before != after:
            log.add(f"decoded-{WINDOWS_1252}", line)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("windows-1252", "replace"), error.end


codecs.register_error(WINDOWS_1252, _as_windows_1252)


def _wide_encoding(first: bytes) -> str | None:
    """By its mark, or by the zeros between the bytes of ASCII text."""
    marked = next((name for mark, name in _WIDE_MARKS.items() if first.startswith(mark)), None)
    zeros = tuple(byte == 0 for byte in first[:4])
    return marked or _WITHOUT_MARK.get(zeros)


def _from_wide(first: bytes, file: BinaryIO, encoding: str) -> Iterator[bytes]:
    decode = codecs.getincrementaldecoder(encoding)("replace").decode
    block = first
    while block:
        yield decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
        block = file.read(BLOCK_BYTES)
