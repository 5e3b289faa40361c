"""Finds the records of a file that nearly repeat an earlier one, in passes of their own."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from io import BytesIO

from msgspec import Struct

from lifecycle.dataset.blocks import Stream, read_blocks
from lifecycle.dataset.close_reading import UNREADABLE
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.formats.record import BETWEEN, RecordReader
from lifecycle.dataset.normalized import normalized_hash
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules

EXAMPLES = 10
OpenStream = Callable[[], AbstractContextManager[Stream]]


class SimilarRecords(Struct, frozen=True):
    """`count` is of the later records; `examples` has (line, earlier line) of the first."""

    count: int
    examples: tuple[tuple[int, int], ...]

    def problem(self) -> Problem:
        return Problem(
            code="near-duplicates",
            message=f"{self.count} nearly repeat an earlier one",
            fix="keep one of each: repetition is learned, not what it says",
            source="Tailor: good practice, no rule of the service",
            severity=Severity.HINT,
        )


def similar_records(open_stream: OpenStream, rules: DatasetRules) -> SimilarRecords:
    """Without the records that equal an earlier one but for case, spacing and punctuation."""
    # numpy takes as long to import as a small set to check.
    from lifecycle.dataset.quality.near_duplicates import NearDuplicates

    search = NearDuplicates()
    lines = array("I")
    for line, text in _records(open_stream, rules):
        search.add(text)
        lines.append(line)
    pairs = search.pairs(lambda positions: _texts_at(positions, open_stream, rules)).tolist()
    first = _first_similar(pairs, open_stream, rules)
    examples = sorted(first.items())[:EXAMPLES]
    return SimilarRecords(len(first), tuple((lines[later], lines[one]) for later, one in examples))


def _first_similar(
    pairs: list[tuple[int, int]], open_stream: OpenStream, rules: DatasetRules
) -> dict[int, int]:
    """By the position of the later record, that of the first one that it resembles."""
    positions = sorted({position for pair in pairs for position in pair})
    texts = _texts_at(positions, open_stream, rules)
    plain = {at: normalized_hash(text.encode()) for at, text in zip(positions, texts, strict=True)}
    equal = {later for earlier, later in pairs if plain[earlier] == plain[later]}
    first: dict[int, int] = {}
    for earlier, later in pairs:  # ascending
        if later not in equal:
            first.setdefault(later, earlier)
    return first


def _texts_at(
    positions: Sequence[int], open_stream: OpenStream, rules: DatasetRules
) -> Iterator[str]:
    """`positions` ascend."""
    wanted = iter(positions)
    following = next(wanted, None)
    for position, (_, text) in enumerate(_records(open_stream, rules)):
        if following is None:
            return
        if position == following:
            yield text
            following = next(wanted, None)


def _records(open_stream: OpenStream, rules: DatasetRules) -> Iterator[tuple[int, str]]:
    """The line, from 1, and the text of every record of the format."""
    reader = reader_for(rules)
    number = 0
    with open_stream() as stream:
        for block in read_blocks(stream):
            for line in BytesIO(block.data) if block.data else [b""]:
                number += 1
                texts = _texts(reader, line)
                if texts:
                    yield number, BETWEEN.join(texts)


def _texts(reader: RecordReader, line: bytes) -> list[str]:
    """Empty for what is no record of the format."""
    try:
        plain = reader.plain_texts(reader.decoders.plain(line))
    except UNREADABLE:
        plain = None
    if plain:
        return plain
    try:
        return reader.passages(reader.decoders.strict(line)).texts()
    except UNREADABLE:
        return []
