"""What a check found: stable codes, exact places, and a repair for each."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec import Struct

SHOWN_PER_CODE = 20


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


class Finding(Struct, frozen=True):
    """`line` counts from 1 and is 0 for the file as a whole; `path` is the place in the record.

    `count` is over 1 where later findings of the same code in the same file are folded in.
    `found` quotes the record: it is for reports, and never part of an error or a log.
    """

    code: str
    severity: Severity
    file: str
    line: int
    path: str
    message: str
    fix: str
    source: str = ""
    found: str = ""
    count: int = 1

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        where = f"{place} {self.path}".rstrip()
        more = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.severity} {self.code} {where}: {self.message}{more}"


class FindingLog:
    """Collects findings; after the first 20 of a code in a file it only counts."""

    def __init__(self) -> None:
        self._shown: list[Finding] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._shown_counts: Counter[tuple[str, str]] = Counter()

    def add(self, finding: Finding) -> None:
        key = (finding.file, finding.code)
        self._counts[key] += finding.count
        if self._shown_counts[key] < SHOWN_PER_CODE:
            self._shown_counts[key] += 1
            self._shown.append(finding)

    def findings(self) -> tuple[Finding, ...]:
        """By line, so that it does not matter in which pieces a file was read."""
        last_shown = {(f.file, f.code): i for i, f in enumerate(self._shown)}
        found = (
            self._with_folded(finding) if last_shown[finding.file, finding.code] == i else finding
            for i, finding in enumerate(self._shown)
        )
        return tuple(sorted(found, key=_line))

    def _with_folded(self, finding: Finding) -> Finding:
        key = (finding.file, finding.code)
        folded = self._counts[key] - self._shown_counts[key]
        return msgspec.structs.replace(finding, count=1 + folded)


def _line(finding: Finding) -> int:
    return finding.line


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.severity is Severity.ERROR)
