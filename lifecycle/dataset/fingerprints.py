"""What is remembered of every record: 14 bytes that tell equal prompts and equal records.

The hash of the prompt (8 bytes), half of the hash of the answer (4), the line within a page (2),
page by page sorted into partitions by prompt. Equal prompts are in one partition: each is compared
on its own, so that the tables of the comparison stay small however many records there are.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Self, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

PARTITIONS = 256
PARTITION_SHIFT = 56
LINE_BITS = 32
LINE_MASK = (1 << LINE_BITS) - 1
LINES_PER_PAGE = 1 << 16  # as many as a column of lines can tell apart
SORTED_AT_ONCE = 4_096  # records: many small columns do not stay in the cache beside a block

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
        kinds = (map(_appending, kind) for kind in (self._prompts, self._answers, self._lines))
        self._appends = [*zip(*kinds, strict=True)]
        self._added: tuple[list[int], list[int], list[int]] = ([], [], [])

    def add(
        self, prompt_hashes: Sequence[int], answer_hashes: Sequence[int], lines: Sequence[int]
    ) -> None:
        """Of records in one block, whose lines follow all those that were added before."""
        if lines and lines[-1] - lines[0] >= LINES_PER_PAGE:  # most of the block's are empty
            half = len(lines) // 2
            for part in (slice(half), slice(half, None)):
                self.add(prompt_hashes[part], answer_hashes[part], lines[part])
            return
        if lines and lines[-1] - self._line >= LINES_PER_PAGE:
            self.close()
            self._line = lines[0]
        for kept, new in zip(self._added, (prompt_hashes, answer_hashes, lines), strict=True):
            kept += new
        if len(self._added[0]) >= SORTED_AT_ONCE:
            self._sort_in()

    def _sort_in(self) -> None:
        start, appends = self._line, self._appends
        for prompt, answer, line in zip(*self._added, strict=True):
            add_prompt, add_answer, add_line = appends[prompt >> PARTITION_SHIFT]
            add_prompt(prompt)
            add_answer(answer >> LINE_BITS)
            add_line(line - start)
        for kept in self._added:
            kept.clear()

    def close(self) -> None:
        self._sort_in()
        bounds = array("I", accumulate(map(len, self._prompts)))
        if bounds[-1]:
            kinds = map(_emptied, (self._prompts, self._answers, self._lines))
            self._written.pages.append(Page(self._line, bounds, *kinds))


def _appending(column: Column) -> Callable[[int], None]:
    return column.append


def _emptied(parts: list[Column]) -> Column:
    """All of them in one: many small columns would leave holes behind in memory."""
    whole = array(parts[0].typecode, b"".join(parts))
    for part in parts:
        del part[:]
    return whole


def columns(kind: str) -> list[Column]:
    """One for each partition; `kind` is a type code of arrays."""
    return [array(kind) for _ in range(PARTITIONS)]
