"""The split: by prompt, from the data alone."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.dataset.split import choose_validation

prompts = st.integers(0, 40).map(lambda number: number.to_bytes(32))
datasets = st.lists(prompts, max_size=120)


def validated(digests: list[bytes], minimum: int = 1) -> set[bytes]:
    return {digests[position] for position in choose_validation(digests, minimum)}


@given(datasets, st.integers(1, 60))
@settings(max_examples=200)
def test_the_chosen_records_are_records_and_leave_enough_to_train_on(
    digests: list[bytes], minimum: int
) -> None:
    chosen = choose_validation(digests, minimum)
    assert chosen <= set(range(len(digests)))
    assert not chosen or len(digests) - len(chosen) >= minimum


@given(datasets)
@settings(max_examples=200)
def test_equal_prompts_stay_together(digests: list[bytes]) -> None:
    chosen = choose_validation(digests, 1)
    learned = {digest for n, digest in enumerate(digests) if n not in chosen}
    assert learned.isdisjoint(validated(digests))


@given(datasets, st.randoms())
@settings(max_examples=200)
def test_the_order_of_the_records_does_not_change_which_prompts_are_validated_on(
    digests: list[bytes], random
) -> None:
    shuffled = list(digests)
    random.shuffle(shuffled)
    assert validated(shuffled) == validated(digests)


@given(datasets)
@settings(max_examples=200)
def test_about_a_tenth_of_the_distinct_prompts_is_chosen(digests: list[bytes]) -> None:
    distinct = len(set(digests))
    assert len(validated(digests)) in (0, math.ceil(distinct / 10))


@pytest.mark.parametrize(
    ("distinct", "minimum", "chosen"),
    [(0, 1, 0), (1, 1, 0), (2, 1, 1), (9, 8, 1), (8, 8, 0), (20, 8, 2), (100, 8, 10), (101, 8, 11)],
)
def test_how_many_of_so_many_different_prompts_are_chosen(
    distinct: int, minimum: int, chosen: int
) -> None:
    digests = [number.to_bytes(32) for number in range(distinct)]
    assert len(choose_validation(digests, minimum)) == chosen
