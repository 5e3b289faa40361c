"""Reads a table (CSV, also with tabs or semicolons) as one JSON object for each row."""

import csv
from collections.abc import Iterable, Iterator

import msgspec

from lifecycle.dataset.repair.values import VALUE_MAX_BYTES, Piece, lines_of

_DELIMITERS = (b",", b"\t", b";")
_KNOWN_COLUMNS = {
    "prompt", "completion", "response", "question", "answer", "instruction", "input", "output",
    "query", "text", "system",
}  # fmt: skip
_WITHOUT_HEADER = ["prompt", "completion"]

csv.field_size_limit(VALUE_MAX_BYTES)


def delimiter_of(start: bytes) -> str:
    """Empty where the first line is none of a table."""
    line = start.lstrip().split(b"\n", 1)[0]
    best = max(_DELIMITERS, key=line.count)
    return best.decode() if best in line else ""


def rows_of(blocks: Iterable[bytes], delimiter: str) -> Iterator[Piece]:
    """Without a header that names known columns, two columns are a prompt and its completion."""
    lines = ((piece.content or b"").decode("utf-8", "replace") for piece in lines_of(blocks))
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter)
    columns: list[str] = []
    start = 1
    for row in reader:
        if not columns:
            columns = _columns(row)
            if columns is not _WITHOUT_HEADER:
                start = reader.line_num + 1
                continue
        yield Piece(start, _as_json(columns, row) if row else b"")
        start = reader.line_num + 1


def _columns(first_row: list[str]) -> list[str]:
    names = [name.strip().lower() for name in first_row]
    return names if _KNOWN_COLUMNS.intersection(names) else _WITHOUT_HEADER


def _as_json(columns: list[str], row: list[str]) -> bytes:
    """A row of another length than the header stays a list, and so is no record."""
    if len(row) != len(columns):
        return msgspec.json.encode(row)
    return msgspec.json.encode(dict(zip(columns, row, strict=True)))
