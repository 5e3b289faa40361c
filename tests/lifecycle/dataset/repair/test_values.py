"""Cutting a stream into lines and values, wherever its blocks happen to end."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.repair import values
from lifecycle.dataset.repair.values import Piece, lines_of, values_of

objects = st.dictionaries(
    st.text('{}[]"\\\n,:a', max_size=4),
    st.text('{}[]"\\\n,:é', max_size=6) | st.lists(st.integers(), max_size=2),
    max_size=3,
)


def blocks(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@given(st.lists(objects, max_size=5), st.sampled_from([None, 0, 2]), st.integers(1, 20))
def test_an_array_gives_its_objects(
    written: list[dict[str, object]], indent: int | None, size: int
) -> None:
    content = json.dumps(written, indent=indent).encode()
    pieces = list(values_of(blocks(content, size), in_array=True))
    assert [json.loads(piece.content or b"") for piece in pieces] == written
    lines = content.split(b"\n")
    assert all(b"{" in lines[piece.line - 1] for piece in pieces)


@given(st.lists(objects, max_size=5), st.sampled_from([None, 0, 2]), st.integers(1, 20))
def test_objects_one_after_the_other_are_told_apart(
    written: list[dict[str, object]], indent: int | None, size: int
) -> None:
    content = "\n\n".join(json.dumps(value, indent=indent) for value in written).encode()
    pieces = values_of(blocks(content, size), in_array=False)
    assert [json.loads(piece.content or b"") for piece in pieces] == written


@given(st.binary(max_size=60), st.integers(1, 20))
def test_lines_are_those_of_the_whole(content: bytes, size: int) -> None:
    expected = content.split(b"\n")
    if not expected[-1]:
        expected.pop()
    found = list(lines_of(blocks(content, size)))
    assert found == [Piece(number, line) for number, line in enumerate(expected, start=1)]


@given(st.binary(max_size=60), st.integers(1, 20), st.booleans())
def test_no_bytes_make_the_cutting_raise(content: bytes, size: int, in_array: bool) -> None:
    pieces = list(values_of(blocks(content, size), in_array=in_array))
    assert all(1 <= piece.line <= content.count(b"\n") + 1 for piece in pieces)


def test_a_value_that_does_not_end_is_one_without_content() -> None:
    assert list(values_of([b'{"a": 1}\n{"b": ', b'"'], in_array=False)) == [
        Piece(1, b'{"a": 1}'),
        Piece(2, None),
    ]


@pytest.mark.parametrize("size", [1, 7, 64])
def test_what_is_too_long_is_passed_over_without_being_kept(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(values, "VALUE_MAX_BYTES", 20)
    long = b'{"a": "' + b"x" * 40 + b'"}'
    content = b'{"a": 1}\n' + long + b'\n{"b": 2}'
    expected = [Piece(1, b'{"a": 1}'), Piece(2, None), Piece(3, b'{"b": 2}')]
    assert list(lines_of(blocks(content, size))) == expected
    assert list(values_of(blocks(content, size), in_array=False)) == expected
