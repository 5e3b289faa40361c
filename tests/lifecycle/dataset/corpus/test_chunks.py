"""Chunks: as large as allowed, never larger, and cut where a reader would cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.corpus.chunks import chunks_of


def chunks(*paragraphs: str, max_bytes: int) -> list[str]:
    return list(chunks_of(paragraphs, max_bytes))


def test_paragraphs_share_a_chunk_as_long_as_they_fit() -> None:
    assert chunks("aaaa", "bbbb", "cccc", max_bytes=12) == ["aaaa\n\nbbbb", "cccc"]
    assert chunks("aaaa", "bbbb", max_bytes=100) == ["aaaa\n\nbbbb"]
    assert chunks(max_bytes=10) == []


@pytest.mark.parametrize(
    ("paragraph", "cut"),
    [
        ("One two. Three four. Five", ["One two.", "Three four.", "Five"]),
        ('He said "no." Then left us', ['He said "no."', "Then left us"]),
        ("一二。三四。五六", ["一二。", "三四。", "五六"]),
        ("alpha beta gamma delta", ["alpha beta", "gamma delta"]),
        ("abcdefghijklmnopqr", ["abcdefghijklmn", "opqr"]),
        ("line one\nline two", ["line one", "line two"]),
    ],
)
def test_a_long_paragraph_is_cut_at_sentences_then_words_then_characters(
    paragraph: str, cut: list[str]
) -> None:
    assert chunks(paragraph, max_bytes=14) == cut


def test_a_limit_counts_bytes_and_no_character_is_cut_in_two() -> None:
    assert chunks("ếếếếế", max_bytes=7) == ["ếế", "ếế", "ế"]


@given(st.lists(st.text(min_size=1)), st.integers(4, 60))
def test_every_chunk_fits_and_no_letter_is_lost(paragraphs: list[str], max_bytes: int) -> None:
    found = chunks(*paragraphs, max_bytes=max_bytes)
    assert all(0 < len(chunk.encode()) <= max_bytes for chunk in found)
    assert "".join("".join(found).split()) == "".join("".join(paragraphs).split())
