"""Reads the metric CSVs that a customization job leaves, and says what the curves mean.

Files are found by listing and parsed by header: paths and columns differ between model families.
A missing or unreadable number is unknown (None), never 0.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from lifecycle.run import LossPoint

TRAINING_FILE = "step_wise_training_metrics.csv"
VALIDATION_FILE = "validation_metrics.csv"
UNKNOWN = "unknown"
_COUNT_MAX = 2**53  # what every JSON reader holds exactly


def find_metric_file(keys: Iterable[str], basename: str) -> str | None:
    """The key with that basename; the shortest where the service wrote several."""
    found = [key for key in keys if key.rsplit("/", 1)[-1] == basename]
    return min(found, key=lambda key: (len(key), key), default=None)


def parse_loss_curve(document: bytes, column: str) -> tuple[LossPoint, ...]:
    """`column` is training_loss or validation_loss. Rows without a step are left out."""
    text = document.decode("utf-8-sig", errors="replace")
    rows = _rows(text)
    if rows and not text.endswith(("\n", "\r")):
        rows[-1].pop(column, None)  # the line was cut off, and perhaps digits of its number too
    points = [_point(row, column) for row in rows]
    return tuple(point for point in points if point is not None)


def last_loss(curve: Sequence[LossPoint]) -> float | None:
    return curve[-1].loss if curve else None


def describe_validation(curve: Sequence[LossPoint]) -> str:
    """One sentence on whether the model still learned when training ended."""
    known = [(point.loss, point) for point in curve if point.loss is not None]
    if len(known) < len(curve) or not known:
        return f"{UNKNOWN}: the service reported no complete validation curve"
    best, best_point = min(known, key=lambda pair: pair[0])
    last, last_point = known[-1]
    if last > best:
        return (
            f"over-fitting: validation loss was lowest {_after(best_point)} ({best:.4f}) "
            f"and ended at {last:.4f} {_after(last_point)}"
        )
    return f"learning: validation loss fell to {best:.4f}, its lowest at the end"


def _after(point: LossPoint) -> str:
    return f"after step {point.step}" if point.epoch is None else f"after epoch {point.epoch}"


def _rows(text: str) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True))
    except csv.Error:  # no CSV, such as one endless field: nothing is known
        return []
    return [_stripped(row) for row in rows]


def _stripped(row: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    # A row longer than its header keeps the surplus under None, a shorter one gives None values.
    return {k.strip(): v.strip() for k, v in row.items() if k and isinstance(v, str)}


def _point(row: dict[str, str], column: str) -> LossPoint | None:
    step = _count(row.get("step_number"))
    if step is None:
        return None
    return LossPoint(
        step=step, epoch=_count(row.get("epoch_number")), loss=_number(row.get(column))
    )


def _count(text: str | None) -> int | None:
    number = _number(text)
    return int(number) if number is not None and 0 <= number <= _COUNT_MAX else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
