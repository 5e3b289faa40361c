"""How many of what size: counted exactly for small sizes, to 1 in 2,000 for large ones."""

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

_EXACT_BITS = 12
_BARS = 24


class Distribution(Struct, frozen=True):
    total: int
    p50: int
    p95: int
    max: int

    def divided(self, by: float) -> "Distribution":
        return Distribution(
            *(round(size / by) for size in (self.total, self.p50, self.p95, self.max))
        )


class Bar(Struct, frozen=True):
    """Records of `low` to `high` characters, both included."""

    low: int
    high: int
    records: int


def step(size: int) -> int:
    """The size that it is counted as: itself up to 4,095, then its first 12 bits."""
    shift = size.bit_length() - _EXACT_BITS
    return size >> shift << shift if shift > 0 else size


def distribution(counts: Mapping[int, int], total: int, largest: int) -> Distribution:
    return Distribution(total, _quantile(counts, 0.5), _quantile(counts, 0.95), largest)


def bars(counts: Mapping[int, int]) -> tuple[Bar, ...]:
    """Equal widths from nothing to the largest; empty for no records."""
    if not counts:
        return ()
    width = max(counts) // _BARS + 1
    heights = Counter[int]()
    for size, count in counts.items():
        heights[size // width] += count
    return tuple(
        Bar(number * width, (number + 1) * width - 1, heights[number])
        for number in range(max(heights) + 1)
    )


def _quantile(counts: Mapping[int, int], share: float) -> int:
    """The smallest size that at least this share of the records does not exceed."""
    wanted = share * sum(counts.values())
    seen = 0
    for size in sorted(counts):
        seen += counts[size]
        if seen >= wanted:
            return size
    return 0
