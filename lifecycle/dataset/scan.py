"""What a scan keeps of a file, or of a part of it: findings, sizes, and a hash of every record."""

from collections import Counter
from collections.abc import Sequence
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from lifecycle.dataset.distribution import step
from lifecycle.dataset.findings import Finding, FindingLog
from lifecycle.dataset.fingerprints import Column, Fingerprints
from lifecycle.dataset.quality.inspection import Inspection

DISTINCT_MAX = 16_384


class Sizes(Struct):
    """How many records have which size. `total` and `largest` are exact, `by_step` nearly so."""

    counts: Counter[int] = field(default_factory=Counter)
    total: int = 0
    largest: int = 0

    def add(self, sizes: Sequence[int]) -> None:
        if sizes:
            self.counts.update(sizes)
            self.total += sum(sizes)
            self.largest = max(self.largest, max(sizes))
            self._keep_small()

    def merge(self, other: Self) -> None:
        self.counts.update(other.counts)
        self.total += other.total
        self.largest = max(self.largest, other.largest)
        self._keep_small()

    def by_step(self) -> Counter[int]:
        steps = Counter[int]()
        for size, count in self.counts.items():
            steps[step(size)] += count
        return steps

    def _keep_small(self) -> None:
        if len(self.counts) > DISTINCT_MAX:
            self.counts = self.by_step()


class Scan(Struct):
    """Lines count from 1 where the part starts. `records` are all lines that are not empty."""

    file: str
    is_read: bool = True
    """False where a mistake of the whole file kept the records from being read."""
    lines: int = 0
    records: int = 0
    bytes: int = 0
    sha256: str | None = None
    log: FindingLog = field(default_factory=FindingLog)
    characters: Sizes = field(default_factory=Sizes)
    answer_characters: Sizes = field(default_factory=Sizes)
    sizes: Sizes = field(default_factory=Sizes)
    """In bytes of UTF-8: what tokens are estimated from."""
    over_limit: int = 0
    features: Counter[str] = field(default_factory=Counter)
    fingerprints: Fingerprints = field(default_factory=Fingerprints)
    normalized: list[Column] | None = None
    """The hashes of the records without case and spacing, by partition; None: nobody looked."""
    inspection: Inspection | None = None

    @property
    def sound(self) -> int:
        """Records without an error."""
        return self.characters.counts.total()

    def merge(self, later: Self) -> None:
        """`later` is of the part that follows; it is used up."""
        for finding in later.log.findings():
            self.log.add(_moved(finding, self.lines))
        for mine, theirs in (
            (self.characters, later.characters),
            (self.answer_characters, later.answer_characters),
            (self.sizes, later.sizes),
        ):
            mine.merge(theirs)
        self.over_limit += later.over_limit
        self.features.update(later.features)
        self._merge_hashes(later)
        if self.inspection and later.inspection:
            self.inspection.merge(later.inspection, self.lines)
        self.lines += later.lines
        self.records += later.records
        self.bytes += later.bytes

    def _merge_hashes(self, later: Self) -> None:
        self.fingerprints.merge(later.fingerprints, self.lines)
        if self.normalized is not None and later.normalized is not None:
            for mine, theirs in zip(self.normalized, later.normalized, strict=True):
                mine.extend(theirs)
                del theirs[:]


def merge(scans: Sequence[Scan]) -> Scan:
    """Of consecutive parts, in their order: what one scan over the whole would have kept."""
    whole, *later = scans
    for part in later:
        whole.merge(part)
    return whole


def _moved(finding: Finding, lines: int) -> Finding:
    return replace(finding, line=finding.line + lines) if finding.line else finding
