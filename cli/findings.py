"""Prints what a check of the data found."""

from collections import Counter

from rich.text import Text

from cli.terminal import results
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.prepare import Preflight

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def print_findings(preflight: Preflight) -> None:
    for finding in preflight.findings:
        results.print(Text(str(finding), style=_STYLES[finding.severity]), soft_wrap=True)
        results.print(f"  fix: {finding.fix}", markup=False, soft_wrap=True)
    results.print(_verdict(preflight), markup=False)


def _verdict(preflight: Preflight) -> str:
    found = Counter[str]()
    for finding in preflight.findings:
        found[finding.severity] += finding.count
    counts = ", ".join(f"{count} {severity}s" for severity, count in found.items())
    records = ", ".join(f"{count} {split}" for split, count in preflight.records.items() if count)
    return f"{preflight.verdict}: {counts or 'nothing to object to'} in {records or 'no'} records"
