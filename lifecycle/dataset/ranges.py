"""Scans the files of a dataset in ranges, each apart, and puts together what was found."""

from collections.abc import Iterable
from pathlib import Path

from lifecycle.dataset.blocks import Span, Stream, read_blocks
from lifecycle.dataset.record_memory import Depth
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.scanner import Scanner
from lifecycle.dataset.whole_file import crlf_problem, extension_problem, whole_file_problem
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import ByteRange


def span_of(part: ByteRange) -> Span:
    """The lines that start in the range: every line is in exactly one range, and whole."""
    return Span(part.start, part.end)


def scan_part(stream: Stream, part: ByteRange, file: str, rules: DatasetRules) -> Scan:
    """`stream` stands at the first byte of the range's span; `file` is what findings call it."""
    return _scanner(file, part.object, rules).scan(read_blocks(stream, span_of(part)))


def scan_file(path: Path, folder: ObjectVersion, file: str, rules: DatasetRules) -> Scan:
    """All records at `path`, which were made of some of the texts in the folder."""
    with path.open("rb", buffering=0) as stream:
        return _scanner(file, folder, rules).scan(read_blocks(stream))


def merge_parts(
    file: str, version: ObjectVersion, head: bytes, parts: Iterable[Scan], rules: DatasetRules
) -> Scan:
    """What one pass over the file finds, but for its digest. `head` are its first HEAD_BYTES;
    those of a folder, whose records are made by us, are none."""
    if problem := whole_file_problem(head, rules):
        unread = Scan(file, bytes=version.size, is_read=False)
        unread.log.add(problem.at(file, 0))
        return unread
    whole = _scanner(file, version, rules).scan(())
    for part in parts:
        whole.merge(part)
    for problem in (crlf_problem(head), extension_problem(file)):
        if problem:
            whole.log.add(problem.at(file, 0))
    return whole


def _scanner(file: str, version: ObjectVersion, rules: DatasetRules) -> Scanner:
    return Scanner(rules, file, Depth.for_size(version.size), advance=lambda _: None)
