"""Writes a repaired copy of one dataset file, and the list of every change made to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
import xxhash
from msgspec import Struct

from lifecycle.dataset.hostile_json import is_hostile
from lifecycle.dataset.repair.changes import Change, ChangeLog
from lifecycle.dataset.repair.containers import pieces_of
from lifecycle.dataset.repair.dialogue import Unreadable
from lifecycle.dataset.repair.plain_text import utf8_blocks
from lifecycle.dataset.repair.records import repaired_record
from lifecycle.dataset.repair.values import Piece
from lifecycle.dataset.rules import DatasetRules


class Repaired(Struct, frozen=True):
    """`changes` has each kind once; the file at `log` has every single one."""

    path: Path
    log: Path
    records: int
    changes: tuple[Change, ...]


def repair(source: Path, target: Path, rules: DatasetRules) -> Repaired:
    """Raises FileExistsError rather than overwrite, DatasetRejected where there is no text."""
    log_path = target.with_suffix(".changes.jsonl")
    with _new_file(target) as written, _new_file(log_path) as listed:
        log = ChangeLog(listed)
        records = 0
        for line in _lines(source, rules, log):
            written.write(line + b"\n")
            records += 1
    return Repaired(target, log_path, records, log.changes())


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Leaves nothing behind where the repair fails."""
    with path.open("xb") as file:
        try:
            yield file
        except BaseException:
            path.unlink()
            raise


def _lines(source: Path, rules: DatasetRules, log: ChangeLog) -> Iterator[bytes]:
    """The records that remain, each once."""
    known: set[int] = set()
    for piece in pieces_of(utf8_blocks(source, log), log):
        repaired = _repaired(piece, rules)
        line_hash = xxhash.xxh3_64_intdigest(repaired.line)
        if repaired.line and line_hash in known:
            log.add("removed-duplicate", piece.line)
            continue
        for kind in repaired.changes:
            log.add(kind, piece.line)
        if repaired.line:
            known.add(line_hash)
            yield repaired.line


class _Line(NamedTuple):
    """Empty for a record that is left out."""

    line: bytes
    changes: Sequence[str]


def _repaired(piece: Piece, rules: DatasetRules) -> _Line:
    if piece.content is None:
        return _Line(b"", ["removed-too-long"])
    if not piece.content.strip():
        return _Line(b"", ["removed-blank-line"])
    changes: list[str] = []
    content = _tidied(piece.content, changes)
    try:
        record = _decoded(content)
        made = repaired_record(record, rules, changes.append)
    except Unreadable:
        return _Line(b"", ["removed-unreadable"])
    unchanged = made is record and b"\n" not in content
    return _Line(content if unchanged else msgspec.json.encode(made), changes)


def _tidied(content: bytes, changes: list[str]) -> bytes:
    if content.endswith(b"\r"):
        changes.append("removed-carriage-return")
    content = content.strip()
    if content.endswith(b"},"):
        changes.append("removed-comma")
        return content[:-1]
    return content


def _decoded(content: bytes) -> dict[str, Any]:
    """Raises Unreadable, also where a key is there twice: nobody knows which value was meant."""
    try:
        record = _decoder.decode(content)
        ambiguous = is_hostile(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable("it is no JSON object") from error
    if ambiguous:
        raise Unreadable("parsers differ on what it says")
    return record


_decoder = msgspec.json.Decoder(dict[str, Any])
