"""What JSON allows and parsers differ on is refused, with its column."""

import pytest

from lifecycle.dataset.hostile_json import DEEPEST, hostile_problems

SOUND = [
    b'{"a": 1e308, "b": -1.5, "c": [1, 2], "d": "1e999"}',
    b'{"a": {"b": 1}, "b": {"a": 1}}',
    b'{"a": ' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}",
    b'{"a": "' + b"[" * (DEEPEST + 1) + b'"}',
    b'{"a": [' + b"[]," * DEEPEST + b"[]]}",
    b'{"a": ' + b"1" * 5_000 + b"}",
]
HOSTILE = [
    (b'{"a": 1, "b": 2, "a": 3}', "an object has a key twice, at column 18"),
    (b'{"a": {"b": 1, "b": 2}}', "an object has a key twice, at column 16"),
    (b'{"a": 1e999}', "not a JSON object, at column 7: a number is out of range"),
    (
        b'{"s": "1e999", "a": [0, -1e999]}',
        "not a JSON object, at column 25: a number is out of range",
    ),
    (
        b'{"s": "a: 1e999, b", "n":1e999 }',
        "not a JSON object, at column 26: a number is out of range",
    ),
    (
        '{"größe": 1, "s": "\\"größe\\": 3", "gr\\u00f6ße": 2}'.encode(),
        "an object has a key twice, at column 39",
    ),
    (b'{"a": NaN}', "not a JSON object, at column 7: a number is out of range"),
    (
        b'{"a": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}",
        f"not a JSON object, at column {6 + DEEPEST}: it is nested too deeply",
    ),
    (b"[" * 100_000, f"not a JSON object, at column {DEEPEST + 1}: it is nested too deeply"),
]


@pytest.mark.parametrize("line", SOUND, ids=lambda line: str(line[:30]))
def test_what_all_parsers_agree_on_is_left_alone(line: bytes) -> None:
    assert list(hostile_problems(line)) == []


@pytest.mark.parametrize(("line", "message"), HOSTILE, ids=lambda value: str(value[:30]))
def test_what_they_differ_on_is_said_with_its_column(line: bytes, message: str) -> None:
    assert [problem.message for problem in hostile_problems(line)] == [message]


@pytest.mark.parametrize("line", [b"{", b"\xff", b'{"a": }', b""])
def test_what_is_no_json_is_refused_for_that_elsewhere(line: bytes) -> None:
    assert list(hostile_problems(line)) == []


def test_a_line_is_searched_once_however_it_is_cut_off() -> None:
    """Each search to the end again would take hours."""
    cut_off = b'{"x": [' + b"[]," * DEEPEST + b'"' + b'\\"' * 500_000
    assert list(hostile_problems(cut_off)) == []


def test_very_many_keys_are_compared_once_each() -> None:
    keys = b",".join(b'"%d": 0' % number for number in range(200_000))
    assert list(hostile_problems(b"{" + keys + b"}")) == []
    (problem,) = hostile_problems(b"{" + keys + b', "199999": 0}')
    assert problem.code == "repeated-key"


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        (b'"\\q": 1}', "an object has a key twice, at column 15"),
        (b'"tab\t": 1}', "an object has a key twice, at column 15"),
        (b'"' + b'\\"' * 500_000, "an object has a key twice, at column 15"),
    ],
    ids=["escape", "control character", "cut off"],
)
def test_what_stands_behind_a_repeated_key_may_be_anything(rest: bytes, message: str) -> None:
    line = b'{"x": {"a": 1,"a": 2}, ' + rest
    assert [problem.message for problem in hostile_problems(line)] == [message]


@pytest.mark.parametrize("number", [b"1e999abc", b"NaNs", b"-Infinity0"])
def test_what_stands_behind_a_number_may_be_anything(number: bytes) -> None:
    (problem,) = hostile_problems(b'{"input": 5, "y": ' + number + b"}")
    assert problem.message == "not a JSON object, at column 19: a number is out of range"
