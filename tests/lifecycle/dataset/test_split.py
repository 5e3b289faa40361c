"""The split: by prompt, from the data alone."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.dataset.split import Prompt, choose_validation

datasets = st.lists(st.integers(0, 40), max_size=120)


def chosen_positions(prompts: list[int], minimum: int = 1, seed: int = 0) -> frozenset[int]:
    """Equal numbers are equal prompts; a prompt's length follows from its number."""
    records = [Prompt(n, prompt, 10 * prompt) for n, prompt in enumerate(prompts)]
    return choose_validation(records, minimum, seed)


def validated(prompts: list[int], seed: int = 0) -> set[int]:
    return {prompts[position] for position in chosen_positions(prompts, seed=seed)}


@given(datasets, st.integers(1, 60))
@settings(max_examples=200)
def test_the_chosen_records_are_records_and_leave_enough_to_train_on(
    prompts: list[int], minimum: int
) -> None:
    chosen = chosen_positions(prompts, minimum)
    assert chosen <= set(range(len(prompts)))
    assert not chosen or len(prompts) - len(chosen) >= minimum


@given(datasets)
@settings(max_examples=200)
def test_equal_prompts_stay_together(prompts: list[int]) -> None:
    chosen = chosen_positions(prompts)
    learned = {digest for n, digest in enumerate(prompts) if n not in chosen}
    assert learned.isdisjoint(validated(prompts))


@given(datasets, st.randoms())
@settings(max_examples=200)
def test_the_order_of_the_records_does_not_change_which_prompts_are_validated_on(
    prompts: list[int], random
) -> None:
    shuffled = list(prompts)
    random.shuffle(shuffled)
    assert validated(shuffled) == validated(prompts)


@given(datasets)
@settings(max_examples=200)
def test_about_a_tenth_of_the_distinct_prompts_is_chosen(prompts: list[int]) -> None:
    distinct = len(set(prompts))
    assert len(validated(prompts)) in (0, math.ceil(distinct / 10))


@pytest.mark.parametrize(
    ("distinct", "minimum", "chosen"),
    [(0, 1, 0), (1, 1, 0), (2, 1, 1), (9, 8, 1), (8, 8, 0), (20, 8, 2), (100, 8, 10), (101, 8, 11)],
)
def test_how_many_of_so_many_different_prompts_are_chosen(
    distinct: int, minimum: int, chosen: int
) -> None:
    prompts = list(range(distinct))
    assert len(chosen_positions(prompts, minimum)) == chosen


def test_validation_has_prompts_of_every_length() -> None:
    lengths = sorted(validated(list(range(100))))
    assert [length // 10 for length in lengths] == list(range(10))


def test_another_seed_chooses_other_prompts() -> None:
    assert validated(list(range(100)), seed=1) != validated(list(range(100)))
