"""Every change that a repair makes: all of them to a file, one of each kind to the caller."""

from collections import Counter
from typing import BinaryIO

import msgspec
from msgspec import Struct


class Change(Struct, frozen=True):
    """`line` is that of the first one in the source; 0 where it concerns the whole file."""

    kind: str
    line: int
    count: int


class ChangeLog:
    """Writes each change as a line of JSON."""

    def __init__(self, written: BinaryIO) -> None:
        self._written = written
        self._first: dict[str, int] = {}
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, line: int = 0) -> None:
        self._first.setdefault(kind, line)
        self._counts[kind] += 1
        self._written.write(msgspec.json.encode({"kind": kind, "line": line}) + b"\n")

    def changes(self) -> tuple[Change, ...]:
        return tuple(Change(kind, line, self._counts[kind]) for kind, line in self._first.items())
