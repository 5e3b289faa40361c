"""Memory of the merge of a distributed scan, record by record."""

import tempfile
from collections.abc import Iterator

import msgspec

from benchmarks.measurement import Result
from benchmarks.preflight.processes import python

RECORDS, MANY_RECORDS = 2_000_000, 10_000_000
REPEATED_ONE_IN, DISTINCT = 50, 125_000


def measure() -> Iterator[Result]:
    small, large = _merged(RECORDS), _merged(MANY_RECORDS)
    slope = (large["peak_bytes"] - small["peak_bytes"]) / (MANY_RECORDS - RECORDS)
    seconds = large["merge_seconds"] + large["judge_seconds"]
    detail = f"{large['peak_bytes'] / 2**20:.0f} MB and {seconds:.1f} s for {MANY_RECORDS:,}"
    yield Result("merge of scans, memory for each further record", slope, "B/record", 33, detail)


def _merged(records: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        python("write_parts", folder, records, REPEATED_ONE_IN, DISTINCT).output()
        counted: dict[str, float] = msgspec.json.decode(python("merge_parts", folder).output())
    return counted
