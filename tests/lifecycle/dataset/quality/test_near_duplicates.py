"""Near duplicates: against exact similarity, on appended, paraphrased and edited texts."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.quality import near_duplicates
from lifecycle.dataset.quality.near_duplicates import NearDuplicates
from lifecycle.dataset.quality.signatures import BINS, shingles_of, signatures
from tests.lifecycle.dataset.quality.near_duplicate_texts import (
    CHANGES,
    Change,
    shingles,
    similar_pairs,
    texts,
)

TEXT = "the quick brown fox jumps over the lazy dog and runs away into the dark forest again"


def found_in(documents: Sequence[str]) -> set[tuple[int, int]]:
    search = NearDuplicates()
    for document in documents:
        search.add(document)

    def read_again(positions: Sequence[int]) -> Iterator[str]:
        assert list(positions) == sorted(set(positions))
        return (documents[position] for position in positions)

    return {(earlier, later) for earlier, later in search.pairs(read_again).tolist()}


def recall_and_precision(documents: Sequence[str]) -> tuple[float, float]:
    true, found = similar_pairs(documents), found_in(documents)
    assert len(true) >= 50
    return len(true & found) / len(true), len(true & found) / len(found)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_kind_of_change_is_found(change: Change) -> None:
    recall, precision = recall_and_precision(texts(800, (40, 250), [change]))
    assert recall >= 0.98
    assert precision >= 0.9


@pytest.mark.parametrize("words", [(8, 40), (200, 1_000)])
def test_short_and_long_texts_are_compared_alike(words: tuple[int, int]) -> None:
    recall, precision = recall_and_precision(texts(800, words))
    assert recall >= 0.98
    assert precision >= 0.9


def test_without_reading_again_the_signatures_are_a_fair_guess(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(near_duplicates, "READ_AGAIN_MAX", 0)
    recall, precision = recall_and_precision(texts(800, (40, 250)))
    assert recall >= 0.9
    assert precision >= 0.7


def test_texts_longer_than_what_is_compared_are_estimated_within_the_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(near_duplicates, "SHINGLES_COMPARED_MAX", 512)
    recall, precision = recall_and_precision(texts(400, (600, 1_200)))
    assert recall >= 0.9
    assert precision >= 0.9


def test_the_same_texts_give_the_same_pairs_whatever_the_batches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    documents = texts(300, (20, 200))
    expected = found_in(documents)
    monkeypatch.setattr(near_duplicates, "_BATCH_CHARACTERS", 1_000)
    assert found_in(documents) == expected


def test_case_and_punctuation_make_no_difference() -> None:
    assert found_in([TEXT, TEXT.upper().replace(" ", ", ")]) == {(0, 1)}


def test_texts_of_fewer_than_five_words_are_near_nothing() -> None:
    assert found_in(["yes", "yes", "no it is not", "no it is not", "", ""]) == set()


def test_nothing_is_found_in_nothing() -> None:
    assert found_in([]) == set()


def test_chinese_is_compared_character_by_character() -> None:
    text = "机器学习是人工智能的一个分支它使用统计方法让计算机系统从数据中学习而无需明确编程"
    assert found_in([text, text + "吗", "今天天气很好我们一起去公园散步然后回家吃饭看电视"]) == {
        (0, 1)
    }


def test_a_crowd_of_copies_is_found_without_comparing_all_with_all() -> None:
    copies = [f"{TEXT} {TEXT} {TEXT.upper()} number {n}" for n in range(2_000)]
    pairs = found_in(copies)
    assert {later for _, later in pairs} == set(range(1, 2_000))
    assert len(pairs) < 32 * 2 * len(copies)


def test_a_text_keeps_128_bytes() -> None:
    assert signatures([TEXT, "", "short"]).shape == (3, BINS)
    assert signatures([TEXT]).nbytes == 128


@given(st.lists(st.text(), max_size=6))
def test_a_text_has_the_same_signature_alone_and_in_company(documents: list[str]) -> None:
    together = signatures(documents)
    for position, document in enumerate(documents):
        assert np.array_equal(signatures([document])[0], together[position])


words = st.lists(st.text("abcdefghij", min_size=1, max_size=40), max_size=30)


@given(words)
def test_there_are_as_many_distinct_hashes_as_shingles(own: list[str]) -> None:
    text = " ".join(own)
    assert len(np.unique(shingles_of([text]).hashes)) == len(shingles(text))
