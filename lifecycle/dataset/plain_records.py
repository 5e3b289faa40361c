"""Decodes the commonest records, a whole block at once where the block holds nothing else."""

from operator import itemgetter

from lifecycle.dataset.close_reading import UNREADABLE
from lifecycle.dataset.formats.record import Decoders, Record

_ENDS = itemgetter(0, -2)  # the line break is last
_BRACES = {(ord("{"), ord("}"))}


def plain_records(lines: list[bytes], data: bytes, decoders: Decoders) -> list[Record | None]:
    """Of each line, None where it is no plain record. `data` are the lines together."""
    if _in_braces(lines):
        try:
            records = decoders.plain_lines(data)
        except UNREADABLE:
            records = []
        # A brace ends each line and one starts the next: no record goes over a line break, so
        # that as many records as lines are one in each.
        if len(records) == len(lines):
            return records
    return [_plain_record(line, decoders) for line in lines]


def _in_braces(lines: list[bytes]) -> bool:
    try:
        return set(map(_ENDS, lines)) == _BRACES
    except IndexError:  # a line of one byte
        return False


def _plain_record(line: bytes, decoders: Decoders) -> Record | None:
    try:
        return decoders.plain(line)
    except UNREADABLE:
        return None
