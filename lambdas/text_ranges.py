"""A folder of texts that many functions read: what each makes of its files, and what they share."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from lambdas import aws
from lambdas.cut_texts import cut_text, lines_before
from lambdas.dataset_scan import names_of, rules_of
from lambdas.landed_texts import texts_of
from lambdas.run_store import find_bytes, read_bytes, write_bytes
from lambdas.step import logger
from lifecycle import documents
from lifecycle.dataset.corpus import CorpusCounts, CorpusFile, write_corpus
from lifecycle.dataset.corpus.passages import (
    ConvertedTexts,
    Passages,
    packed,
    repeated,
    total,
    unpacked,
)
from lifecycle.dataset.merge_room import MergeRoom
from lifecycle.dataset.ranges import scan_file
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.stored_scan import encode_scan
from lifecycle.dataset.teaching import files_of
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DatasetRejected
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.scanned import Rejection, TextRange


def scan_texts(request: AcceptedRequest, part: TextRange) -> None:
    """Leaves the records, what a scan finds in them, and the passages that they keep.

    A text that is none is left as a rejection: of several, the merge raises the first.
    """
    run, rules = request.run_id, rules_of(request)
    with tempfile.NamedTemporaryFile() as records:
        path = Path(records.name)
        converted = _converted(run, part, rules, path)
        if not converted.rejection:
            _leave_records(run, part, path)
            name = names_of(files_of(request))[part.split]
            scan = scan_file(path, part.folder, name, rules)
            _store(documents.scanned_range(run, part.number), encode_scan(scan))
    _store(documents.range_passages(run, part.number), msgspec.msgpack.encode(converted))


def _converted(run: str, part: TextRange, rules: DatasetRules, target: Path) -> ConvertedTexts:
    """Without the passages that an earlier range is known to have."""
    left_out = _repeated_passages(run, part)
    seen = set(left_out)
    try:
        counts = write_corpus(_texts(part, int(part.start > 0)), rules, target, seen)
    except DatasetRejected as rejected:
        return ConvertedTexts(rejection=Rejection.of(rejected))
    if part.start:  # the file was counted where it begins
        counts = msgspec.structs.replace(counts, files=0)
    seen -= left_out
    return ConvertedTexts(counts, packed(seen))


def _texts(part: TextRange, lines_before: int) -> Iterator[CorpusFile]:
    if part.end is None:
        yield from texts_of(StepEnvironment.from_variables(os.environ).intake_bucket, part.files)
        return
    with cut_text(part, lines_before) as text:
        yield text


def _repeated_passages(run: str, part: TextRange) -> frozenset[int]:
    known = find_bytes(_output_bucket(), documents.repeated_passages(run, part.number))
    return frozenset(unpacked(msgspec.msgpack.decode(known, type=bytes))) if known else frozenset()


def _leave_records(run: str, part: TextRange, path: Path) -> None:
    with path.open("rb") as records:
        key = documents.range_records(run, part.number)
        aws.s3().upload_fileobj(records, _output_bucket(), key)


def ranges_to_repeat(
    request: AcceptedRequest, ranges: Iterable[TextRange], room: MergeRoom
) -> list[TextRange]:
    """Those that keep passages which an earlier range of the same folder keeps, too; which these
    are is written down for them. Raises DatasetRejected for a text that is none."""
    by_split: dict[str, list[TextRange]] = {}
    for part in ranges:
        by_split.setdefault(part.split, []).append(part)
    return [part for parts in by_split.values() for part in _repeating(request, parts, room)]


def _repeating(
    request: AcceptedRequest, parts: Sequence[TextRange], room: MergeRoom
) -> list[TextRange]:
    kept, counts = list[Passages](), list[CorpusCounts]()
    for part in parts:
        converted = _read_converted(request.run_id, part)
        if converted.rejection:
            raise _placed(converted.rejection.error(), part, rules_of(request))
        room.take(len(converted.kept))
        kept.append(unpacked(converted.kept))
        counts.append(converted.counts)
    logger.info("corpus read", extra={"folder": parts[0].folder.key, "counts": total(counts)})
    found = zip(parts, repeated(kept), strict=True)
    again = [(part, passages) for part, passages in found if passages]
    for part, passages in again:
        packed_passages = msgspec.msgpack.encode(passages.tobytes())
        _store(documents.repeated_passages(request.run_id, part.number), packed_passages)
    return [part for part, _ in again]


def _read_converted(run: str, part: TextRange) -> ConvertedTexts:
    key = documents.range_passages(run, part.number)
    return msgspec.msgpack.decode(read_bytes(_output_bucket(), key), type=ConvertedTexts)


def _placed(rejected: DatasetRejected, part: TextRange, rules: DatasetRules) -> DatasetRejected:
    """Where a file was cut, with the line as its owner counts it. That takes all before it, which
    only this one of all rejected ranges is worth."""
    if part.start == 0:
        return rejected
    try:
        write_corpus(_texts(part, lines_before(part)), rules, Path(os.devnull), set())
    except DatasetRejected as placed:
        return placed
    return rejected


def _store(key: str, body: bytes) -> None:
    write_bytes(_output_bucket(), key, body)


def _output_bucket() -> str:
    return StepEnvironment.from_variables(os.environ).output_bucket
