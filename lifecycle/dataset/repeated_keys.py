"""Finds a key that an object has twice: parsers keep one of the values, and differ in which."""

import json
import re
from collections.abc import Iterator

from lifecycle.dataset.problem import Problem
from lifecycle.dataset.unreadable import JSON_STANDARD


def repeated_keys(line: bytes) -> Iterator[Problem]:
    """`line` is a JSON object."""
    try:
        _decoder.decode(line.decode())
    except _RepeatedKey as found:
        yield _problem(line, found.key)


def has_repeated_key(line: bytes) -> bool:
    """Nor is it, where the line is no JSON at all."""
    try:
        _decoder.decode(line.decode())
    except _RepeatedKey:
        return True
    except (ValueError, RecursionError):
        return False
    return False


class _RepeatedKey(Exception):  # noqa: N818 - leaves the parser, and nothing else
    def __init__(self, key: str) -> None:
        self.key = key


def _once_each(pairs: list[tuple[str, object]]) -> None:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise _RepeatedKey(next(key for key in keys if keys.count(key) > 1))


_decoder = json.JSONDecoder(object_pairs_hook=_once_each, parse_int=str, parse_float=str)


def _problem(line: bytes, key: str) -> Problem:
    written = re.escape(json.dumps(key).encode())
    column = max((place.start() for place in re.finditer(written + rb"\s*:", line)), default=0) + 1
    return Problem(
        code="repeated-key",
        message=f"an object has a key twice, at column {column}",
        fix="keep one of them",
        source=JSON_STANDARD,
        found=key,
    )
