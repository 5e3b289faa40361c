"""Cuts a stream of bytes into lines, or into the JSON values of an array or of pretty printing."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

VALUE_MAX_BYTES = 16 * 1024 * 1024


class Piece(NamedTuple):
    """`line` is where it starts, from 1. `content` is None where it was too long to keep."""

    line: int
    content: bytes | None


def lines_of(blocks: Iterable[bytes]) -> Iterator[Piece]:
    """Without their line ends."""
    number, rest, too_long = 1, b"", False
    for block in blocks:
        *complete, last = block.split(b"\n")
        for line in complete:
            whole = rest + line
            yield Piece(number, None if too_long or len(whole) > VALUE_MAX_BYTES else whole)
            number, rest, too_long = number + 1, b"", False
        rest += last
        if len(rest) > VALUE_MAX_BYTES:
            rest, too_long = b"", True
    if rest or too_long:
        yield Piece(number, None if too_long else rest)


def values_of(blocks: Iterable[bytes], *, in_array: bool) -> Iterator[Piece]:
    """The objects and arrays at the top, or in the array that is the top."""
    cutter = _Cutter(top=1 if in_array else 0)
    for block in blocks:
        yield from cutter.cut(block)
    yield from cutter.unfinished()


_IN_STRING = re.compile(rb'["\\]')
_OUTSIDE = re.compile(rb'["{}\[\]]')


class _Cutter:
    """Follows brackets and strings across blocks; passes over what stands between values."""

    def __init__(self, top: int) -> None:
        self._top = top
        self._depth = 0
        self._in_string = False
        self._skip = 0  # bytes of the next block that a backslash at the end of this one covers
        self._line = 1
        self._started_on = 0  # the line of the value that is open, or 0
        self._kept: list[bytes] = []
        self._kept_bytes = 0

    def cut(self, block: bytes) -> Iterator[Piece]:
        start, counted = 0, 0
        for position, is_start in self._ends(block):
            self._line += block.count(b"\n", counted, position)
            counted = position
            if is_start:
                start, self._started_on = position, self._line
            elif self._started_on:
                self._keep(block[start:position])
                yield self._finished()
        if self._started_on:
            self._keep(block[start:])
        self._line += block.count(b"\n", counted)

    def unfinished(self) -> Iterator[Piece]:
        if self._started_on:
            yield Piece(self._started_on, None)

    def _ends(self, block: bytes) -> Iterator[tuple[int, bool]]:
        """Where values start, and the positions after their ends."""
        position = self._skip
        while found := (_IN_STRING if self._in_string else _OUTSIDE).search(block, position):
            position, byte = found.end(), found[0]
            if byte == b"\\":
                position += 1
            elif byte == b'"':
                self._in_string = not self._in_string
            elif byte in b"{[":
                if self._depth == self._top:
                    yield found.start(), True
                self._depth += 1
            else:
                self._depth = max(self._depth - 1, 0)
                if self._depth == self._top:
                    yield position, False
        self._skip = max(position - len(block), 0)

    def _keep(self, part: bytes) -> None:
        self._kept_bytes += len(part)
        if self._kept_bytes <= VALUE_MAX_BYTES:
            self._kept.append(part)

    def _finished(self) -> Piece:
        content = b"".join(self._kept) if self._kept_bytes <= VALUE_MAX_BYTES else None
        piece = Piece(self._started_on, content)
        self._started_on, self._kept, self._kept_bytes = 0, [], 0
        return piece
