"""The preflight on generated files, against what else could do its work."""

from collections.abc import Iterator

from benchmarks.measurement import Result
from benchmarks.preflight import near_duplicates, speed


def measure() -> Iterator[Result]:
    yield from speed.measure()
    yield from near_duplicates.measure()
