"""What a preflight found, kind by kind, in the order in which to repair it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from lifecycle.dataset.findings import Finding, Severity

PLACES_NAMED = 3
_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


class FindingKind(Struct, frozen=True):
    """All findings of one code in one file. `count` has the folded ones too."""

    earliest: Finding
    lines: tuple[int, ...]
    count: int

    @property
    def places(self) -> str:
        """lines 3, 17, 20 and 40 more"""
        if not self.lines:
            return "whole file"
        named = ", ".join(f"{line:,}" for line in self.lines[:PLACES_NAMED])
        more = self.count - len(self.lines[:PLACES_NAMED])
        label = "line" if len(self.lines) == 1 and not more else "lines"
        return f"{label} {named}" + (f" and {more:,} more" if more > 0 else "")


def kinds(findings: Iterable[Finding]) -> tuple[FindingKind, ...]:
    """Errors first, of these what concerns a file as a whole: it explains the rest."""
    alike: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding.file, finding.code].append(finding)
    return tuple(sorted(map(_kind, alike.values()), key=_urgency))


def fix_first(findings: Iterable[Finding]) -> str:
    """One sentence; empty where nothing has to be repaired."""
    errors = [kind for kind in kinds(findings) if kind.earliest.severity is Severity.ERROR]
    if not errors:
        return ""
    first, total = errors[0], sum(kind.count for kind in errors)
    share = "the only error" if total == 1 else f"{first.count:,} of {total:,} errors"
    return (
        f"Fix first: {first.earliest.file}, {first.places}: "
        f"{first.earliest.message}; {first.earliest.fix} ({first.earliest.code}, {share})."
    )


def total(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.count for finding in findings if finding.severity is severity)


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _kind(findings: Sequence[Finding]) -> FindingKind:
    lines = tuple(dict.fromkeys(finding.line for finding in findings if finding.line))
    return FindingKind(findings[0], lines, sum(finding.count for finding in findings))


def _urgency(kind: FindingKind) -> tuple[int, bool, int, str, str]:
    first = kind.earliest
    return _RANK[first.severity], bool(kind.lines), -kind.count, first.file, first.code
