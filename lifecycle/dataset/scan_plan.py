"""Plans which function reads what of a dataset that is too large for one."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from msgspec.structs import replace

from lifecycle.errors import NotYetSupported
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.scanned import ByteRange, LogRange, ScanRange, TextRange

MEDIA_OF_A_RANGE = 2_500
OBJECTS_OF_A_RANGE = 200
"""With their versions they stay within the 256 KiB that an execution may be given."""
TEXT_MAX_BYTES = 256 * 1024**2
"""A text is cleaned whole, by a function that has two minutes for it."""


def range_length(size: int, media: int, longest: int) -> int:
    """In bytes, of a dataset of `size` bytes with so many media: as long as may be, but with no
    more media than one function looks at, if they are spread evenly."""
    share = -(-size * MEDIA_OF_A_RANGE // max(media, 1))
    return max(1, min(longest, share))


def numbered(*ranges: Iterable[ScanRange]) -> list[ScanRange]:
    """All of them in one plan."""
    everything = [part for some in ranges for part in some]
    return [replace(part, number=number) for number, part in enumerate(everything)]


def byte_ranges(split: str, version: ObjectVersion, length: int) -> Iterator[ByteRange]:
    """Of `length` bytes but for the last."""
    for start in range(0, version.size, length):
        yield ByteRange(0, split, version, start, min(start + length, version.size))


def text_ranges(
    split: str, folder: ObjectVersion, files: Iterable[ObjectVersion], length: int
) -> Iterator[TextRange]:
    """Of whole files, in their order; where one is longer and has a text in each line, of lines.

    Raises NotYetSupported for another that is too large.
    """
    for is_cut, some in groupby(files, lambda version: _is_cut(version, length)):
        if is_cut:
            for version in some:
                for part in byte_ranges(split, version, length):
                    yield TextRange(0, split, folder, (version,), part.start, part.end)
        else:
            whole = map(_require_readable, some)
            yield from (TextRange(0, split, folder, batch) for batch in _batches(whole, length))


def _is_cut(version: ObjectVersion, length: int) -> bool:
    return version.key.lower().endswith(".jsonl") and version.size > length


def _require_readable(version: ObjectVersion) -> ObjectVersion:
    if version.size > TEXT_MAX_BYTES:
        raise NotYetSupported(
            f"{version.key} has {version.size:,} bytes; in a folder that many functions read "
            f"a text has {TEXT_MAX_BYTES:,} at most",
            where=version.key,
            fix="split it in several files, or write its texts to a .jsonl file, line by line",
        )
    return version


def log_ranges(bucket: str, logs: Iterable[ObjectVersion], length: int) -> Iterator[LogRange]:
    """Of whole objects, in their order: what is compressed cannot be cut."""
    return (LogRange(0, bucket, batch) for batch in _batches(logs, length))


def _batches(objects: Iterable[ObjectVersion], length: int) -> Iterator[tuple[ObjectVersion, ...]]:
    """Of `length` bytes at most, where no single object is larger."""
    batch: list[ObjectVersion] = []
    for version in objects:
        size = sum(each.size for each in batch) + version.size
        if batch and (size > length or len(batch) == OBJECTS_OF_A_RANGE):
            yield tuple(batch)
            batch = []
        batch.append(version)
    if batch:
        yield tuple(batch)
