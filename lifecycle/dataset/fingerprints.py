"""What is remembered of every record: 16 bytes that tell equal prompts and equal records.

The hash of the prompt (8 bytes), half of the hash of the answer, the line (4 bytes each), sorted
into partitions by prompt. Equal prompts are in one partition: each is compared on its own, so that
the tables of the comparison stay small however many records there are.
"""

from array import array
from typing import TypeAlias

PARTITIONS = 256
PARTITION_SHIFT = 56
LINE_BITS = 32
LINE_MASK = (1 << LINE_BITS) - 1
ANSWER_MASK = LINE_MASK << LINE_BITS

Partition: TypeAlias = "array[int]"  # prompt, answer and line; prompt, answer and line; ...


def empty_partitions() -> list[Partition]:
    return [array("Q") for _ in range(PARTITIONS)]


def move_lines(partition: Partition, lines: int) -> None:
    """The records stand that many lines further down."""
    partition[1::2] = array("Q", (entry + lines for entry in partition[1::2]))
