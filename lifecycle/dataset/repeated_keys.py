"""Finds lines that have more keys than their record tells: one of them may be there twice."""

import re
from collections.abc import Callable, Iterator

from lifecycle.dataset.formats.record import Record
from lifecycle.dataset.hostile_json import is_hostile


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
        if count is not None and not _has_just(count, line) and is_hostile(line):
            yield place


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
