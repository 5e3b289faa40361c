"""Prints what a check of the data found."""

from collections import Counter

from rich.console import Console
from rich.text import Text

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.prepare import Preflight

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def print_findings(preflight: Preflight, console: Console) -> None:
    for finding in preflight.findings:
        console.print(Text(str(finding), style=_STYLES[finding.severity]), soft_wrap=True)
        console.print(Text(f"  fix: {finding.fix}", style="dim"), soft_wrap=True)
    console.print(Text(_verdict(preflight), style="bold"), soft_wrap=True)


def _verdict(preflight: Preflight) -> str:
    found = Counter[str]()
    for finding in preflight.findings:
        found[finding.severity] += finding.count
    problems = ", ".join(_counted(count, severity) for severity, count in found.items())
    records = ", ".join(f"{count} {split}" for split, count in preflight.records.items() if count)
    return f"{preflight.verdict}: {problems or 'nothing found'} in {records or 'no'} records"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
