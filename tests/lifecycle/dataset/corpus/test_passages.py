"""Passages of several parts of a corpus: each is kept once, in the first part that has it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.corpus import CorpusCounts
from lifecycle.dataset.corpus.passages import packed, repeated, total, unpacked

HASHES = st.integers(0, 2**64 - 1) | st.sampled_from([0, 2**56 - 1, 2**56, 2**64 - 1])


def kept_once(parts: Sequence[frozenset[int]]) -> list[set[int]]:
    """Of each part, what no earlier one has."""
    return [set(part) - set().union(*parts[:number]) for number, part in enumerate(parts)]


@given(st.lists(st.frozensets(HASHES, max_size=30), max_size=5))
def test_every_passage_is_left_to_the_first_part_that_has_it(parts: list[frozenset[int]]) -> None:
    found = repeated([unpacked(packed(part)) for part in parts])
    left = [part - set(again) for part, again in zip(parts, found, strict=True)]
    assert left == kept_once(parts)


@given(st.frozensets(HASHES, max_size=30))
def test_what_repeats_nothing_is_done(part: frozenset[int]) -> None:
    assert [*map(list, repeated([unpacked(packed(part)), unpacked(b"")]))] == [[], []]


def test_counts_of_the_parts_add_up() -> None:
    parts = [CorpusCounts(files=2, passages=9, duplicates=1, records=3), CorpusCounts(files=1)]
    assert total(parts) == CorpusCounts(files=3, passages=9, duplicates=1, records=3)
