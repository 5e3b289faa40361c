"""Cleaning: one form of every character, nothing invisible, paragraphs as they were meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.corpus.paragraphs import LONGEST_PARAGRAPH, clean_line, paragraphs_of


def test_lines_become_paragraphs_at_empty_lines() -> None:
    lines = ["one\n", "two\n", "\n", " \t\n", "\n", "three"]
    assert list(paragraphs_of(lines)) == ["one\ntwo", "three"]


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("a  b\t c\u00a0d\u3000e", "a b c d e"),
        ("e\u0301", "é"),
        ("Vie\u0323\u0302t", "Việt"),
        ("\ufeffa\u200bb\u00adc\x00d\x07", "abcd"),
        ("trailing \t ", "trailing"),
        ("    code  here", "    code here"),
        ("\tcode", "    code"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x1b[31mred", "[31mred"),
        ("", ""),
    ],
)
def test_a_line_is_cleaned(line: str, cleaned: str) -> None:
    assert clean_line(line) == cleaned


def test_the_line_breaks_of_unicode_are_line_breaks() -> None:
    assert list(paragraphs_of(["a\u2028b\x0b\x0cc\u2029"])) == ["a\nb", "c"]


def test_a_paragraph_without_end_ends_at_a_line() -> None:
    found = list(paragraphs_of(["word " * 1_000 + "\n"] * 100))
    assert len(found) > 1
    assert max(map(len, found)) <= LONGEST_PARAGRAPH + 5_001
    assert all(one.endswith("word") for one in found)


@given(st.lists(st.text()))
def test_whatever_comes_in_what_comes_out_is_clean_and_stays_so(lines: list[str]) -> None:
    found = list(paragraphs_of(lines))
    for paragraph in found:
        assert paragraph.strip()
        assert unicodedata.is_normalized("NFC", paragraph)
        assert not any(
            unicodedata.category(character) == "Cc" and character != "\n" for character in paragraph
        )
        assert list(paragraphs_of(paragraph.splitlines())) == [paragraph]


@given(st.lists(st.text(alphabet="abcé \n\t", min_size=1)))
def test_no_letter_is_lost(lines: list[str]) -> None:
    letters = "".join("".join(lines).split())
    assert "".join("".join(paragraphs_of(lines)).split()) == letters
