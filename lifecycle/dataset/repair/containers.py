"""Takes the records out of whatever a file wraps them in: lines, an array, pretty printing, CSV."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

import msgspec

from lifecycle.dataset.repair.changes import ChangeLog
from lifecycle.dataset.repair.table import delimiter_of, rows_of
from lifecycle.dataset.repair.values import Piece, lines_of, values_of

Container = Literal["lines", "array", "pretty-printed", "csv"]


def pieces_of(blocks: Iterable[bytes], log: ChangeLog) -> Iterator[Piece]:
    """The records as JSON, each with the line where it starts."""
    remaining = iter(blocks)
    first = next(remaining, b"")
    container = container_of(first)
    whole = chain([first], remaining)
    if container == "lines":
        yield from lines_of(whole)
        return
    log.add(f"unpacked-{container}")
    if container == "csv":
        yield from rows_of(whole, delimiter_of(first))
    else:
        yield from values_of(whole, in_array=container == "array")


def container_of(start: bytes) -> Container:
    """By the first block of a file."""
    start = start.lstrip()
    if start.startswith(b"["):
        return "array"
    if not start.startswith(b"{"):
        return "csv" if delimiter_of(start) else "lines"
    *complete, _ = start.split(b"\n")
    return "pretty-printed" if complete and not any(map(_is_record, complete)) else "lines"


def _is_record(line: bytes) -> bool:
    """A line that is one whole object. In pretty printing these are indented."""
    if not line.startswith(b"{"):
        return False
    try:
        msgspec.json.decode(line.rstrip().removesuffix(b","), type=msgspec.Raw)
    except msgspec.DecodeError:
        return False
    return True
