"""Prints what a check of the data found: a few places of each problem, and how to repair it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.prepare import Preflight

PLACES_SHOWN = 3
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def print_findings(preflight: Preflight, console: Console) -> None:
    alike: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in preflight.findings:
        alike[finding.file, finding.code].append(finding)
    for findings in alike.values():
        _print_alike(findings, console)
    console.print(Text(_verdict(preflight), style="bold"), soft_wrap=True)


def _print_alike(findings: Sequence[Finding], console: Console) -> None:
    shown = findings[:PLACES_SHOWN]
    for finding in shown:
        console.print(Text(str(finding), style=_STYLES[finding.severity]), soft_wrap=True)
    more = sum(finding.count for finding in findings) - len(shown)
    if more > 0:
        console.print(f"  … and {more} more like it")
    console.print(Text(f"  fix: {findings[0].fix}", style="dim"), soft_wrap=True)


def _verdict(preflight: Preflight) -> str:
    found = Counter[str]()
    for finding in preflight.findings:
        found[finding.severity] += finding.count
    problems = ", ".join(_counted(count, severity) for severity, count in found.items())
    records = ", ".join(f"{count} {split}" for split, count in preflight.records.items() if count)
    return f"{preflight.verdict}: {records or 'no'} records, {problems or 'nothing to object to'}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
