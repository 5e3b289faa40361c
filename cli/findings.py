"""Prints what a check of the data found: kind by kind, a few places of each, how to repair it."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from lifecycle.dataset.findings import Finding, Severity
from lifecycle.dataset.preflight import Preflight
from lifecycle.dataset.summary import FindingKind, counted, fix_first, kinds, total

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def print_findings(preflight: Preflight, console: Console) -> None:
    """The findings, the verdict, and what to repair first."""
    if preflight.findings:
        console.print(_table(preflight.findings))
    console.print(Text(_verdict(preflight), style="bold"), soft_wrap=True)
    first = fix_first(preflight.findings)
    if first:
        console.print(Text(first), soft_wrap=True)


def _table(findings: Iterable[Finding]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("finding", no_wrap=True)
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("where, what, and how to repair it", overflow="fold")
    for kind in kinds(findings):
        style = _STYLES[kind.earliest.severity]
        code = Text(f"{kind.earliest.severity} {kind.earliest.code}", style=style)
        table.add_row(code, f"{kind.count:,}", _explained(kind))
    return table


def _explained(kind: FindingKind) -> Text:
    finding = kind.earliest
    where = f"{finding.file}, {kind.places} {finding.path}".rstrip()
    return Text.assemble(f"{where}\n{finding.message}\n", (f"fix: {finding.fix}", "dim"))


def _verdict(preflight: Preflight) -> str:
    counts = [
        counted(count, severity)
        for severity in Severity
        if (count := total(preflight.findings, severity))
    ]
    records = ", ".join(f"{count:,} {split}" for split, count in preflight.records.items() if count)
    found = ", ".join(counts) or "nothing to object to"
    return f"{preflight.verdict}: {records or 'no'} records, {found}"
