"""What is remembered of every record: 14 bytes that tell equal prompts and equal records.

The hash of the prompt (8 bytes), half of the hash of the answer (4), the line within a page (2),
sorted into partitions by prompt. Equal prompts are in one partition: each is compared on its own,
so that the tables of the comparison stay small however many records there are. Pages keep the
columns short: what has grown for long leaves holes behind in memory.
"""

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self, TypeAlias

from msgspec import Struct, field

PARTITIONS = 256
PARTITION_SHIFT = 56
LINE_BITS = 32
LINE_MASK = (1 << LINE_BITS) - 1
LINES_PER_PAGE = 1 << 16  # as many as a column of lines can tell apart; no block has more

Column: TypeAlias = "array[int]"


class Page(NamedTuple):
    """Of the lines from `line` on. A column of each kind for every partition."""

    line: int
    prompts: list[Column]
    answers: list[Column]
    lines: list[Column]


class Fingerprints(Struct):
    pages: list[Page] = field(default_factory=list)

    def add(
        self, prompt_hashes: Sequence[int], answer_hashes: Sequence[int], lines: Sequence[int]
    ) -> None:
        """Of records in one block, whose lines follow all those that were added before."""
        if not lines:
            return
        if not self.pages or lines[-1] - self.pages[-1].line >= LINES_PER_PAGE:
            self.pages.append(Page(lines[0], *map(columns, "QIH")))
        start, prompts, answers, places = self.pages[-1]
        for prompt, answer, line in zip(prompt_hashes, answer_hashes, lines, strict=True):
            partition = prompt >> PARTITION_SHIFT
            prompts[partition].append(prompt)
            answers[partition].append(answer >> LINE_BITS)
            places[partition].append(line - start)

    def merge(self, later: Self, lines: int) -> None:
        """`later` stands that many lines further down."""
        self.pages += (page._replace(line=page.line + lines) for page in later.pages)

    def partition(self, number: int) -> Iterator[tuple[int, int]]:
        """The prompt of each record, and its entry: the half hash of the answer, and the line."""
        for start, *kinds in self.pages:
            for prompt, answer, line in zip(*(kind[number] for kind in kinds), strict=True):
                yield prompt, answer << LINE_BITS | start + line


def columns(kind: str) -> list[Column]:
    """One for each partition; `kind` is a type code of arrays."""
    return [array(kind) for _ in range(PARTITIONS)]
