"""What a preflight says: the interface that scripts read, as JSON, field for field."""

from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.dataset.distribution import Bar, Distribution
from lifecycle.dataset.findings import Finding


class Duplicates(Struct, frozen=True):
    """Each record once, under the strictest that applies; None where nobody looked."""

    exact: int
    normalized: int | None
    near: int | None


class Leakage(Struct, frozen=True):
    """Records whose prompt is in training too."""

    validation: int
    test: int


class Example(Struct, frozen=True):
    """`kind` is duplicate, near, conflict or leakage."""

    kind: str
    file: str
    line: int
    earlier_file: str
    earlier_line: int


class FileStats(Struct, frozen=True):
    """Of one file. `features` counts the records that have an optional part."""

    bytes: int
    lines: int
    sha256: str | None
    characters: Distribution
    answer_characters: Distribution
    lengths: tuple[Bar, ...]
    features: dict[str, int]
    tallies: dict[str, int]
    """What quality checks counted: languages, scripts, kinds of secrets, ..."""


class Preflight(Struct, frozen=True, kw_only=True):
    """What was found. `tokens` has a Distribution by split, and `over_limit`: records too long."""

    verdict: str
    records: dict[str, int]
    findings: tuple[Finding, ...]
    stats: dict[str, FileStats]
    duplicates: Duplicates
    conflicts: int
    leakage: Leakage
    tokens: dict[str, Distribution | int]
    examples: tuple[Example, ...] = ()

    def after_split(self, held_out: int) -> Self:
        """So many records are validated on instead of trained on."""
        if not held_out:
            return self
        training = self.records["training"] - held_out
        records = self.records | {"training": training, "validation": held_out}
        return msgspec.structs.replace(self, records=records)
