"""Draws the length histogram of the preflight report as SVG."""

from collections.abc import Sequence
from html import escape

from lifecycle.dataset.distribution import Bar

WIDTH, HEIGHT = 760, 220
_LEFT, _TOP, _BASE = 8, 22, HEIGHT - 26
_LABELS_AT_MOST = 12


def histogram(bars: Sequence[Bar], unit: str, limit: int | None = None) -> str:
    """`limit` is marked where it lies within the bars. Empty where there is nothing to draw."""
    filled = [i for i, bar in enumerate(bars) if bar.records]
    if not filled:
        return ""
    bars = bars[filled[0] : filled[-1] + 1]
    tallest = max(bar.records for bar in bars)
    step = (WIDTH - 2 * _LEFT) / len(bars)
    drawn = "".join(_bar(i, bar, step, tallest, unit) for i, bar in enumerate(bars))
    axis = f'<line class="axis" x1="0" x2="{WIDTH}" y1="{_BASE}" y2="{_BASE}"/>'
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Records by length in {escape(unit)}">'
        f"{drawn}{axis}{_labels(bars, step)}{_limit_mark(bars, step, limit)}</svg>"
    )


def in_short(number: float) -> str:
    """950, 1.5k, 20k, 3M"""
    for size, suffix in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.3g}{suffix}"
    return f"{number:g}"


def _bar(position: int, bar: Bar, step: float, tallest: int, unit: str) -> str:
    full = _BASE - _TOP
    height = max(1.0, full * bar.records / tallest) if bar.records else 0
    x, y = _LEFT + position * step, _BASE - height
    count = in_short(bar.records) if bar.records else ""
    shape = f'x="{x + 1:.1f}" y="{y:.1f}" width="{max(1, step - 2):.1f}" height="{height:.1f}"'
    return (
        f'<rect class="bar" {shape} rx="2">'
        f"<title>{bar.records:,} records of {bar.low:,} to {bar.high:,} {escape(unit)}</title>"
        f'</rect><text x="{x + step / 2:.1f}" y="{y - 5:.1f}" text-anchor="middle">{count}</text>'
    )


def _labels(bars: Sequence[Bar], step: float) -> str:
    every = -(-len(bars) // _LABELS_AT_MOST)
    return "".join(
        f'<text x="{_LEFT + i * step:.1f}" y="{HEIGHT - 8}">{in_short(bar.low)}</text>'
        for i, bar in enumerate(bars)
        if i % every == 0
    )


def _limit_mark(bars: Sequence[Bar], step: float, limit: int | None) -> str:
    within = [i for i, bar in enumerate(bars) if limit and bar.low <= limit <= bar.high]
    if not within or limit is None:
        return ""
    bar = bars[within[0]]
    x = _LEFT + step * (within[0] + (limit - bar.low) / (bar.high + 1 - bar.low))
    return (
        f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 14}" y2="{_BASE}"/>'
        f'<text x="{x - 5:.1f}" y="{_TOP - 8}" text-anchor="end">limit {in_short(limit)}</text>'
    )
