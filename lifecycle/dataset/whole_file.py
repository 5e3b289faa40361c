"""Mistakes of a file as a whole: one finding says what it looks like, and what to do about it."""

import codecs
import csv
import json
from collections.abc import Callable

from lifecycle.dataset.file_schemas import foreign_schema
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules

HEAD_BYTES = 64 * 1024
_NOT_IN_A_ROW = dict.fromkeys(map(ord, "\0\r"))  # the csv module refuses both
SOURCE = "Bedrock user guide: model-customization-prepare"
CONVERT = "run tailor validate … --fix DIR: it writes a converted copy"

GZIP = b"\x1f\x8b"
_CONTAINERS = {
    b"PK\x03\x04": "a zip archive",
    b"PAR1": "a Parquet file",
    b"BZh": "compressed with bzip2",
    b"\x28\xb5\x2f\xfd": "compressed with Zstandard",
    b"SQLite": "an SQLite database",
    b"%PDF": "a PDF document",
}
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def whole_file_problem(head: bytes, rules: DatasetRules) -> Problem | None:
    """`head` are the first HEAD_BYTES, or all bytes of a shorter file."""
    looks: tuple[Callable[[bytes], Problem | None], ...] = (
        _container,
        _wide_characters,
        _byte_order_mark,
        _other_encoding,
        _json_array,
        _pretty_printed,
        _table,
    )
    found = next((problem for look in looks if (problem := look(head))), None)
    return found or foreign_schema(_lines(head), rules)


def extension_problem(name: str) -> Problem | None:
    """Only of a file that has an extension: what a step downloads has none."""
    _, dot, extension = name.rpartition("/")[2].rpartition(".")
    if not dot or extension == "jsonl":
        return None
    return Problem(
        code="file-extension",
        message=f"the file ends in .{extension[:10]}, the service expects .jsonl",
        fix="rename it",
        source="Nova validator",
        severity=Severity.WARNING,
    )


def crlf_problem(head: bytes) -> Problem | None:
    if not head.partition(b"\n")[0].endswith(b"\r"):
        return None
    return Problem(
        code="line-ends",
        message="lines end with CR LF",
        fix="nothing to do: the prepared set has LF alone",
        source=SOURCE,
        severity=Severity.WARNING,
    )


def container_kind(head: bytes) -> str | None:
    """Of a container that holds no text, such as "a zip archive"."""
    return next((kind for magic, kind in _CONTAINERS.items() if head.startswith(magic)), None)


def _container(head: bytes) -> Problem | None:
    if head.startswith(GZIP):
        return _looks_like("file-container", "compressed with gzip")
    kind = container_kind(head)
    return _looks_like("file-container", kind, "extract it to JSON Lines") if kind else None


def _wide_characters(head: bytes) -> Problem | None:
    without_mark = head[:64].count(0) > len(head[:64]) // 3
    if head.startswith(_WIDE) or without_mark:
        return _looks_like("file-encoding", "text in UTF-16 or UTF-32")
    return None


def _byte_order_mark(head: bytes) -> Problem | None:
    if head.startswith(codecs.BOM_UTF8):
        return _looks_like("byte-order-mark", "JSON Lines after a byte order mark")
    return None


def _other_encoding(head: bytes) -> Problem | None:
    if is_other_encoding(head):
        return _looks_like("file-encoding", "text in Latin-1 or Windows-1252, or no text")
    return None


def is_other_encoding(head: bytes) -> bool:
    """One bad byte is a mistake of its line; several lines of them are another encoding."""
    return sum(not _is_utf8(line) for line in _lines(head)) >= 3


def _json_array(head: bytes) -> Problem | None:
    start = head.lstrip()
    if start[:1] == b"[" and start[1:].lstrip()[:1] in (b"{", b"]"):
        return _looks_like("json-array", "one JSON array, not one record per line")
    return None


def _pretty_printed(head: bytes) -> Problem | None:
    """The first object begins on one line and ends on a later one."""
    first, broken, rest = head.lstrip().partition(b"\n")
    if not broken or not first.startswith(b"{") or _is_json(first):
        return None
    begun = first.rstrip().endswith((b"{", b"[", b",", b":"))
    if begun and rest.lstrip()[:1] in (b'"', b"{", b"[", b"]", b"}"):
        return _looks_like("pretty-printed", "JSON with line breaks and indents inside of records")
    return None


def _table(head: bytes) -> Problem | None:
    rows = _lines(head)[:3]
    if len(rows) < 2 or b"{" in rows[0]:
        return None
    for delimiter, name in ((",", "CSV"), ("\t", "tab-separated values")):
        widths = {len(row) for row in csv.reader(_decoded(rows), delimiter=delimiter)}
        if len(widths) == 1 and widths.pop() > 1:
            return _looks_like("table", name)
    return None


def _lines(head: bytes) -> list[bytes]:
    """The whole lines of the head: the last one may be cut off."""
    lines = head.split(b"\n")
    whole = lines if len(head) < HEAD_BYTES else lines[:-1]
    return [line for line in whole if line and not line.isspace()]


def _decoded(rows: list[bytes]) -> list[str]:
    return [row.decode("utf-8", "replace").translate(_NOT_IN_A_ROW) for row in rows]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _looks_like(code: str, kind: str, fix: str = CONVERT) -> Problem:
    return Problem(
        code=code,
        message=f"the file looks like {kind}; needed is JSON Lines",
        fix=fix,
        source=SOURCE,
    )
