"""What is remembered of every record: 14 bytes that tell equal prompts and equal records.

The hash of the prompt (8 bytes), half of the hash of the answer (4), the line within a page (2),
page by page sorted into partitions by prompt. Equal prompts are in one partition: each is compared
on its own, so that the tables of the comparison stay small however many records there are.
"""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Self, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

PARTITIONS = 256
PARTITION_SHIFT = 56
LINE_BITS = 32
LINE_MASK = (1 << LINE_BITS) - 1
LINES_PER_PAGE = 1 << 16  # as many as a column of lines can tell apart; no block has more

Column: TypeAlias = "array[int]"


class Page(Struct, frozen=True):
    """Of the lines from `line` on. `bounds` are where in the columns each partition ends."""

    line: int
    bounds: Column
    prompts: Column
    answers: Column
    lines: Column

    def partition(self, number: int) -> Iterator[tuple[int, int]]:
        """The prompt of each record, and its entry: the half hash of the answer, and the line."""
        part = slice(self.bounds[number - 1] if number else 0, self.bounds[number])
        kinds = (self.prompts[part], self.answers[part], self.lines[part])
        for prompt, answer, line in zip(*kinds, strict=True):
            yield prompt, answer << LINE_BITS | self.line + line


class Fingerprints(Struct):
    pages: list[Page] = field(default_factory=list)

    def merge(self, later: Self, lines: int) -> None:
        """`later` stands that many lines further down."""
        self.pages += (replace(page, line=page.line + lines) for page in later.pages)

    def partition(self, number: int) -> Iterator[tuple[int, int]]:
        for page in self.pages:
            yield from page.partition(number)


class FingerprintWriter:
    """To be closed when the last record is added."""

    def __init__(self, written: Fingerprints) -> None:
        self._written = written
        self._line = -LINES_PER_PAGE
        self._prompts, self._answers, self._lines = map(columns, "QIH")

    def add(
        self, prompt_hashes: Sequence[int], answer_hashes: Sequence[int], lines: Sequence[int]
    ) -> None:
        """Of records in one block, whose lines follow all those that were added before."""
        if lines and lines[-1] - self._line >= LINES_PER_PAGE:
            self.close()
            self._line = lines[0]
        start, prompts, answers, places = self._line, self._prompts, self._answers, self._lines
        for prompt, answer, line in zip(prompt_hashes, answer_hashes, lines, strict=True):
            partition = prompt >> PARTITION_SHIFT
            prompts[partition].append(prompt)
            answers[partition].append(answer >> LINE_BITS)
            places[partition].append(line - start)

    def close(self) -> None:
        bounds = array("I", accumulate(map(len, self._prompts)))
        if bounds[-1]:
            kinds = map(_emptied, (self._prompts, self._answers, self._lines))
            self._written.pages.append(Page(self._line, bounds, *kinds))


def _emptied(parts: list[Column]) -> Column:
    """All of them in one: many small columns would leave holes behind in memory."""
    whole = array(parts[0].typecode, b"".join(parts))
    for part in parts:
        del part[:]
    return whole


def columns(kind: str) -> list[Column]:
    """One for each partition; `kind` is a type code of arrays."""
    return [array(kind) for _ in range(PARTITIONS)]
