"""What the steps of a distributed scan hand on: its ranges, and what was found in them."""

from typing import Self, TypeAlias

from msgspec import Struct

from lifecycle.distillation import LoggedPrompts
from lifecycle.errors import DatasetRejected
from lifecycle.run.landed import ObjectVersion


class ByteRange(Struct, frozen=True, tag_field="kind", tag="bytes"):
    """The lines that start at bytes `start` <= b < `end` of one object; numbered over all."""

    number: int
    split: str
    object: ObjectVersion
    start: int
    end: int

    def __str__(self) -> str:
        return f"bytes {self.start:,} to {self.end:,} of {self.object.key}"


class TextRange(Struct, frozen=True, tag_field="kind", tag="texts"):
    """Some of the files of a folder of texts, in their order; `folder` stands for all of them.

    With an `end`, of a single file the lines that start at bytes `start` <= b < `end`.
    """

    number: int
    split: str
    folder: ObjectVersion
    files: tuple[ObjectVersion, ...]
    start: int = 0
    end: int | None = None

    def __str__(self) -> str:
        if self.end is None:
            return _first_and_last(self.files)
        return f"bytes {self.start:,} to {self.end:,} of {self.files[0].key}"


class LogRange(Struct, frozen=True, tag_field="kind", tag="logs"):
    """Some of the invocation logs of a bucket that may have no versions: the ETag pins each."""

    number: int
    bucket: str
    logs: tuple[ObjectVersion, ...]

    def __str__(self) -> str:
        return _first_and_last(self.logs)


ScanRange: TypeAlias = ByteRange | TextRange | LogRange
"""What one function reads: a run of bytes, of files, or of objects."""


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


class FailedRange(Struct, frozen=True):
    """`error` and `cause` are what Step Functions caught when the range was given up."""

    run_id: str
    range: ScanRange
    error: str
    cause: str


class RangeFailure(Struct, frozen=True):
    number: int
    error: str
    reason: str


class Rejection(Struct, frozen=True):
    """A DatasetRejected on its way from the function that found it to the one that raises it."""

    what: str
    where: str
    why: str
    fix: str

    @classmethod
    def of(cls, error: DatasetRejected) -> Self:
        return cls(error.what, error.where, error.why, error.fix)

    def error(self) -> DatasetRejected:
        return DatasetRejected(self.what, where=self.where, why=self.why, fix=self.fix)


class CountedLog(Struct, frozen=True):
    """Of one object, or of several: up to the first that cannot be read."""

    counted: LoggedPrompts
    rejection: Rejection | None = None


class MergedScans(Struct, frozen=True):
    """`plan_key` is that of the ranges which are to be scanned once more; empty for none."""

    run_id: str
    plan_key: str = ""


def _first_and_last(objects: tuple[ObjectVersion, ...]) -> str:
    first, *others = (version.key for version in objects)
    return f"{first} to {others[-1]}" if others else first
