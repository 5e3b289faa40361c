"""Scans the files of a dataset in byte ranges, each apart, and puts together what was found."""

from collections.abc import Iterable, Iterator, Mapping

from lifecycle.dataset.blocks import Span, Stream, read_blocks
from lifecycle.dataset.quality.sampling import inspected_one_in, languages_one_in
from lifecycle.dataset.record_memory import Depth
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.scanner import Scanner
from lifecycle.dataset.whole_file import crlf_problem, extension_problem, whole_file_problem
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import ScanRange

MEDIA_OF_A_RANGE = 2_500


def range_length(size: int, media: int, longest: int) -> int:
    """In bytes, of a dataset of `size` bytes with so many media: as long as may be, but with no
    more media than one function looks at, if they are spread evenly."""
    share = -(-size * MEDIA_OF_A_RANGE // max(media, 1))
    return max(1, min(longest, share))


def plan_ranges(files: Mapping[str, ObjectVersion], length: int) -> list[ScanRange]:
    """`files` by split; their ranges in order, of `length` bytes but for the last of each."""
    return [
        ScanRange(number, split, version, start, end)
        for number, (split, version, start, end) in enumerate(_cuts(files, length))
    ]


def _cuts(
    files: Mapping[str, ObjectVersion], length: int
) -> Iterator[tuple[str, ObjectVersion, int, int]]:
    for split, version in files.items():
        for start in range(0, version.size, length):
            yield split, version, start, min(start + length, version.size)


def span_of(part: ScanRange) -> Span:
    """The lines that start in the range: every line is in exactly one range, and whole."""
    return Span(part.start, part.end)


def scan_part(stream: Stream, part: ScanRange, file: str, rules: DatasetRules) -> Scan:
    """`stream` stands at the first byte of the range's span; `file` is what findings call it."""
    return _scanner(file, part.object, rules).scan(read_blocks(stream, span_of(part)))


def merge_parts(
    file: str, version: ObjectVersion, head: bytes, parts: Iterable[Scan], rules: DatasetRules
) -> Scan:
    """What one pass over the file finds, but for its digest. `head` are its first HEAD_BYTES."""
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
    """The size of the whole file decides how closely its parts are read."""
    depth = Depth(inspected_one_in(version.size), languages_one_in(version.size))
    return Scanner(rules, file, depth, advance=lambda _: None)
