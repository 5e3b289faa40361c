"""Finds a key that an object has twice: parsers keep one of the values, and differ in which."""

import json
import re
from collections.abc import Callable, Iterator

from lifecycle.dataset.formats.record import Record
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.unreadable import JSON_STANDARD


def repeated_keys(line: bytes) -> Iterator[Problem]:
    """`line` is a JSON object."""
    try:
        _decoder.decode(line.decode())
    except _RepeatedKey as found:
        yield _problem(line, found.key)


def repeating_keys(
    lines: list[bytes],
    block: bytes,
    records: list[Record | None],
    texts: list[list[str] | None],
    keys_of: Callable[[Record, list[str]], int],
) -> Iterator[int]:
    """The places of such lines among those with plain texts. `block` are the lines together."""
    counts = [
        None if one is None else keys_of(record, one)
        for record, one in zip(records, texts, strict=True)
    ]
    if None not in counts and _has_just(sum(filter(None, counts)), block):
        return
    for place, (line, count) in enumerate(zip(lines, counts, strict=True)):
        if count is not None and not _has_just(count, line) and _repeats_key(line):
            yield place


def _repeats_key(line: bytes) -> bool:
    try:
        _decoder.decode(line.decode())
    except _RepeatedKey:
        return True
    except (ValueError, RecursionError):
        return False
    return False


def _has_just(keys: int, data: bytes) -> bool:
    """Whether valid JSON that has at least so many keys certainly has no more: quick to tell.

    A key ends with an unescaped quote before a colon. What looks like that in a text only adds to
    the count, so that equality proves it; space before a colon would take from the count.
    """
    ends = data.count(b'":')
    return ends - (data.count(b'\\":') if ends > keys else 0) == keys and not _spaced(data)


def _spaced(data: bytes) -> bool:
    return (b" :" in data or b"\t" in data or b"\r" in data) and _SPACED.search(data) is not None


_SPACED = re.compile(rb'"[ \t\r]+:')


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
