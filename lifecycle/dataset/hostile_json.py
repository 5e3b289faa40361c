"""Finds what JSON allows and parsers differ on: a key twice, a number beyond all, deep nesting."""

import json
import re
from collections.abc import Iterator
from math import isinf
from typing import NoReturn

from lifecycle.dataset.problem import Problem
from lifecycle.dataset.unreadable import JSON_STANDARD, syntax_problem_at

DEEPEST = 200
"""Brackets within brackets: every interpreter can follow so many, and no record needs a tenth."""


def hostile_problems(line: bytes) -> Iterator[Problem]:
    """At most one. Where a line stops being JSON, or is no UTF-8, it is refused for that."""
    if column := _too_deep_at(line):
        yield syntax_problem_at(column, "it is nested too deeply")
        return
    try:
        _decoder.decode(line.decode())
    except _RepeatedKey as found:
        yield _repeated_key(line, found.key)
    except _OutOfRange as found:
        yield syntax_problem_at(_first(line, found.number.encode()), "a number is out of range")
    except ValueError:
        return


def is_hostile(line: bytes) -> bool:
    return any(hostile_problems(line))


def _too_deep_at(line: bytes) -> int:
    """The column of the bracket that is one too many; 0 where none is."""
    if line.count(b"[") + line.count(b"{") <= DEEPEST:
        return 0
    depth = 0
    for found in _TOKEN.finditer(line):
        depth += _STEPS.get(found[0], 0)
        if depth > DEEPEST:
            return found.start() + 1
    return 0


# A text, which is a key before a colon; a bracket; or whatever else stands between. A text that no
# quote ends goes on to the end: it must not be searched again from each of its own.
_TOKEN = re.compile(rb'("(?:[^"\\]|\\.)*+"?)(\s*:)?|[\[{\]}]|[^\s\[\]{},:"]+', re.DOTALL)
_STEPS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


class _RepeatedKey(Exception):  # noqa: N818 - leaves the parser, and nothing else
    def __init__(self, key: str) -> None:
        self.key = key


class _OutOfRange(Exception):  # noqa: N818 - as above
    def __init__(self, number: str) -> None:
        self.number = number


def _once_each(pairs: list[tuple[str, object]]) -> None:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            raise _RepeatedKey(key)
        seen.add(key)


def _in_range(number: str) -> None:
    if isinf(float(number)):
        raise _OutOfRange(number)


def _no_number(constant: str) -> NoReturn:
    raise _OutOfRange(constant)


_decoder = json.JSONDecoder(
    object_pairs_hook=_once_each, parse_int=str, parse_float=_in_range, parse_constant=_no_number
)


def _repeated_key(line: bytes, key: str) -> Problem:
    keys = (token for token in _TOKEN.finditer(line) if token[2] and _read(token[1]) == key)
    column = max((token.start() for token in keys), default=0) + 1
    return Problem(
        code="repeated-key",
        message=f"an object has a key twice, at column {column}",
        fix="keep one of them",
        source=JSON_STANDARD,
        found=key,
    )


def _read(text: bytes) -> str | None:
    """Behind the place where the parser stopped, a line may be anything."""
    try:
        return str(json.loads(text))
    except ValueError:
        return None


def _first(line: bytes, number: bytes) -> int:
    """Its column; not that of the same characters within a text."""
    tokens = (token for token in _TOKEN.finditer(line) if token[0].startswith(number))
    return next((token.start() for token in tokens), 0) + 1
