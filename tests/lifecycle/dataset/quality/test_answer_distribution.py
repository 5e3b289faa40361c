"""The distribution of answers: bounded, mergeable, and independent of the order."""

import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.quality import answer_distribution
from lifecycle.dataset.quality.answer_distribution import AnswerDistribution

records = st.tuples(st.integers(0, 2**64 - 1), st.text("ab", max_size=3) | st.just("x" * 5_000))


def seen(answers: list[tuple[int, str]], first_line: int = 1) -> AnswerDistribution:
    distribution = AnswerDistribution()
    for line, (record, answer) in enumerate(answers, first_line):
        distribution.see(line, record, answer)
    return distribution


def content(distribution: AnswerDistribution) -> object:
    return msgspec.structs.replace(distribution, longest=sorted(distribution.longest))


@given(st.lists(records, max_size=60), st.integers(0, 60), st.integers(2, 20))
def test_parts_merge_to_what_the_whole_would_have_been(
    answers: list[tuple[int, str]], cut: int, compared_max: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_distribution, "COMPARED_MAX", compared_max)
        cut = min(cut, len(answers))
        whole, merged = seen(answers), seen(answers[:cut])
        merged.merge(seen(answers[cut:]), cut)
        assert content(merged) == content(whole)
        assert len(whole.answers) <= compared_max


def distinct(*answers: str) -> list[tuple[int, str]]:
    rng = random.Random(0)  # noqa: S311 - reproducible, not secret
    return [(rng.getrandbits(64), answer) for answer in answers]


@pytest.mark.parametrize("cut", [300, 8_700])
def test_a_large_part_and_a_small_one_keep_the_same_sample_as_the_whole(cut: int) -> None:
    answers = distinct(*("yes" if number % 7 else str(number) for number in range(9_000)))
    whole, merged = seen(answers), seen(answers[:cut])
    merged.merge(seen(answers[cut:]), cut)
    assert content(merged) == content(whole)


def test_the_share_of_the_most_frequent_answer_is_that_of_the_distinct_records() -> None:
    assert seen(distinct(*["yes"] * 30, *"abcdefghij")).dominant_share() == pytest.approx(0.75)


def test_a_record_that_is_there_often_counts_once() -> None:
    repeated = [(1, "yes")] * 100
    assert seen(repeated + distinct(*map(str, range(99)))).dominant_share() == pytest.approx(0.01)


def test_of_a_few_records_no_answer_dominates() -> None:
    assert seen(distinct(*["yes"] * 19)).dominant_share() == 0


def test_in_a_large_set_the_share_is_estimated() -> None:
    answers = ["yes" if n % 10 else f"no {n}" for n in range(20_000)]
    assert seen(distinct(*answers)).dominant_share() == pytest.approx(0.9, abs=0.03)


def test_an_answer_far_longer_than_the_median_is_long() -> None:
    answers = distinct(*["a" * 200] * 50, "b" * 10_000, "c" * 3_000)
    assert seen(answers).long_answers() == (1, [51])


def test_answers_of_the_usual_spread_are_not_long() -> None:
    answers = distinct(*["a"] * 50, "b" * 1_900)
    assert seen(answers).long_answers() == (0, [])


def test_only_the_longest_are_named_and_all_are_counted() -> None:
    answers = distinct(*["a" * 100] * 500, *["b" * 9_000] * 90)
    count, lines = seen(answers).long_answers()
    assert count == 90
    assert lines == list(range(501, 521))
