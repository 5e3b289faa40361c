"""Prints how much data there is and how much of it repeats, contradicts or leaks."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from lifecycle.dataset.distribution import Distribution
from lifecycle.dataset.outcome import Preflight


def print_counts(preflight: Preflight, console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("file")
    for heading in ("records", "MB", "median", "longest", "tokens, about"):
        table.add_column(heading, justify="right")
    for split in preflight.stats:
        table.add_row(split, *_cells(preflight, split))
    console.print(table)
    console.print(f"{'; '.join(_repeated(preflight))}\n", soft_wrap=True)


def _cells(preflight: Preflight, split: str) -> tuple[str, ...]:
    stats, tokens = preflight.stats[split], preflight.tokens.get(split)
    lengths = stats.characters
    return (
        f"{preflight.records[split]:,}",
        f"{stats.bytes / 1e6:,.1f}",
        f"{lengths.p50:,}",
        f"{lengths.max:,} characters",
        f"{tokens.total:,}" if isinstance(tokens, Distribution) else "",
    )


def _repeated(preflight: Preflight) -> Iterator[str]:
    duplicates, leakage = preflight.duplicates, preflight.leakage
    kinds = {
        "exact": duplicates.exact,
        "normalized": duplicates.normalized,
        "near": duplicates.near,
    }
    looked_for = [f"{count:,} {kind}" for kind, count in kinds.items() if count is not None]
    yield f"duplicates: {', '.join(looked_for)}"
    yield f"conflicting prompts: {preflight.conflicts:,}"
    if preflight.records.get("validation") or preflight.records.get("test"):
        yield f"leaked: {leakage.validation:,} into validation, {leakage.test:,} into test"
