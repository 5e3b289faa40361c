"""What the steps of a distributed scan hand on: its ranges, and what was found in them."""

from msgspec import Struct

from lifecycle.run.landed import ObjectVersion


class ScanRange(Struct, frozen=True):
    """The lines that start at bytes `start` <= b < `end` of one object; numbered over all."""

    number: int
    split: str
    object: ObjectVersion
    start: int
    end: int


class PlannedScan(Struct, frozen=True):
    """`plan_key` is a JSON array of ScanRange in the output bucket."""

    run_id: str
    plan_key: str
    ranges: int


class RangeReference(Struct, frozen=True):
    run_id: str
    range: ScanRange


class ScannedRange(Struct, frozen=True):
    run_id: str
    number: int
    records: int


class RangeFailure(Struct, frozen=True):
    number: int
    error: str
    reason: str


class MergedScans(Struct, frozen=True):
    run_id: str
    verdict: str
    records: dict[str, int]
