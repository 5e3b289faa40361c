"""Reads the texts of one file of a corpus, whatever its form, as lines. Memory stays small."""

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TextIO

import msgspec

from lifecycle.errors import DatasetRejected

Text = Iterable[str]
"""The lines of one text: what stands in two texts never comes into one record."""

_LONGEST_LINE = 1_000_000  # characters; a longer one is read as several
_LONGEST_FIELD = 67_108_864
_MOST_FRONT_MATTER = 200  # lines; a rule further down is a rule
_FRONT_MATTER_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_FIELDS = ("input", "text")
_COLUMNS = (*_FIELDS, "content", "body")


def texts_of(path: Path, name: str) -> Iterator[Text]:
    """`name` tells the form, and what errors call the file. Raises DatasetRejected."""
    suffix = Path(name).suffix.lower()
    if suffix not in _READERS:
        raise _rejected(
            f"{name} is no text of a known form", name, f"use one of: {', '.join(_READERS)}"
        )
    try:
        with path.open(encoding="utf-8-sig", newline="" if suffix == ".csv" else None) as stream:
            yield from _READERS[suffix](stream, name)
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error


def _plain(stream: TextIO, name: str) -> Iterator[Text]:
    yield _lines(stream, name)


def _markdown(stream: TextIO, name: str) -> Iterator[Text]:
    yield _without_front_matter(_lines(stream, name))


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    try:
        while line := stream.readline(_LONGEST_LINE):
            yield line
    except UnicodeDecodeError as error:
        raise _not_utf8(name) from error


def _without_front_matter(lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, "")
    ends = _FRONT_MATTER_ENDS.get(first.rstrip())
    if ends is None:
        return chain([first], lines)
    read = [first]
    for line in lines:
        read.append(line)
        if line.rstrip() in ends:
            return lines
        if len(read) > _MOST_FRONT_MATTER:
            break
    return chain(read, lines)


def _json_lines(stream: TextIO, name: str) -> Iterator[Text]:
    for number, line in enumerate(stream, start=1):
        if not line.isspace():
            yield _field_of(line, name, number).splitlines()


def _field_of(line: str, name: str, number: int) -> str:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _rejected(f"{name}, line {number}, is no JSON", name, "one object a line") from error
    found = [record.get(field) for field in _FIELDS] if isinstance(record, dict) else []
    text = next((value for value in found if isinstance(value, str)), None)
    if text is None:
        raise _rejected(
            f"{name}, line {number}, has no text", name, 'write {"input": "…"} or {"text": "…"}'
        )
    return text


def _table(stream: TextIO, name: str) -> Iterator[Text]:
    csv.field_size_limit(_LONGEST_FIELD)  # of the whole process; 131,072 by default
    rows = csv.reader(stream, strict=True)
    try:
        text_of = _row_reader(next(rows, []), name)
        for row in rows:
            if text := text_of(row):
                yield text.splitlines()
    except csv.Error as error:
        raise _rejected(
            f"{name}, line {rows.line_num}, is no CSV: {error}", name, "quote texts with commas"
        ) from error


def _row_reader(header: list[str], name: str) -> Callable[[list[str]], str]:
    """Gives the column of texts; where no title tells which it is, all cells with a letter."""
    titles = [title.strip().lower() for title in header]
    column = next((titles.index(known) for known in _COLUMNS if known in titles), None)
    if column is not None:
        return lambda row: row[column] if column < len(row) else ""
    if len(header) < 2:
        raise _rejected(
            f"{name} has no column of texts: its first line names {', '.join(header) or 'none'}",
            name,
            f"call the column of texts {' or '.join(_COLUMNS)}, and separate columns by commas",
        )
    return _cells_in_words


def _cells_in_words(row: list[str]) -> str:
    """A glossary's `loom, A machine that weaves` is `loom: A machine that weaves`."""
    return ": ".join(cell.strip() for cell in row if any(map(str.isalpha, cell)))


def _not_utf8(name: str) -> DatasetRejected:
    return _rejected(f"{name} is not UTF-8", name, "save it as UTF-8")


def _rejected(what: str, where: str, fix: str) -> DatasetRejected:
    return DatasetRejected(what, where=where, fix=fix)


_READERS: dict[str, Callable[[TextIO, str], Iterator[Text]]] = {
    ".txt": _plain,
    ".md": _markdown,
    ".jsonl": _json_lines,
    ".csv": _table,
}
