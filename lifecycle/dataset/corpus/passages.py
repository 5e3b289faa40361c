"""Which passages stand in which part of a corpus: over all its parts, each is kept once."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct

from lifecycle.dataset.corpus.corpus import CorpusCounts
from lifecycle.run.scanned import Rejection

Passages: TypeAlias = "array[int]"
"""Their normalized hashes, ascending."""

_SHARES = 256  # compared one after the other: the table of one share is small
_SHARE = 1 << 56


class ConvertedTexts(Struct, frozen=True):
    """Of some files of a folder. `kept` are the hashes of their passages, 8 bytes each."""

    counts: CorpusCounts = CorpusCounts()
    kept: bytes = b""
    rejection: Rejection | None = None


def packed(passages: Collection[int]) -> bytes:
    return array("Q", sorted(passages)).tobytes()


def unpacked(passages: bytes) -> Passages:
    return array("Q", passages)


def repeated(parts: Sequence[Passages]) -> list[Passages]:
    """For each part, in order, those of its passages that an earlier one has."""
    found = [array("Q") for _ in parts]
    for number in range(_SHARES):
        seen = set[int]()
        for part, again in zip(parts, found, strict=True):
            share = _share(part, number)
            again.extend(passage for passage in share if passage in seen)
            seen.update(share)
    return found


def total(parts: Iterable[CorpusCounts]) -> CorpusCounts:
    counts = Counter[str]()
    for part in parts:
        counts.update(msgspec.structs.asdict(part))
    return CorpusCounts(**counts)


def _share(passages: Passages, number: int) -> Passages:
    bounds = (bisect_left(passages, at * _SHARE) for at in (number, number + 1))
    return passages[slice(*bounds)]
