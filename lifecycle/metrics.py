"""Reads the metric CSVs that a customization job leaves.

Files are found by listing and parsed by header: paths and columns differ between model families.
A missing or unreadable number is unknown (None), never 0.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from lifecycle.request import Technique
from lifecycle.trial import CurvePoint, Measure

TRAINING_FILE = "step_wise_training_metrics.csv"
VALIDATION_FILE = "validation_metrics.csv"
UNKNOWN = "unknown"
# By file and measure, the names to look for, the first that is there. For losses they are those of
# the Bedrock user guide; of reinforcement fine-tuning only the console's names are published.
COLUMNS = {
    (TRAINING_FILE, Measure.LOSS): ("training_loss", "train_loss", "loss"),
    (VALIDATION_FILE, Measure.LOSS): ("validation_loss", "val_loss", "eval_loss", "loss"),
    (TRAINING_FILE, Measure.REWARD): (
        "critic/rewards/mean",
        "training_reward",
        "reward",
        "reward_mean",
    ),
    (VALIDATION_FILE, Measure.REWARD): (
        "val-score/rewards/mean@1",
        "validation_reward",
        "reward",
        "reward_mean",
    ),
}
PERPLEXITY = "perplexity"
_POSITION = _STEP, _EPOCH = ("step_number", "epoch_number")
_COUNT_MAX = 2**53  # what every JSON reader holds exactly


def find_metric_file(keys: Iterable[str], basename: str) -> str | None:
    """The key with that basename; the shortest where the service wrote several."""
    found = [key for key in keys if key.rsplit("/", 1)[-1] == basename]
    return min(found, key=lambda key: (len(key), key), default=None)


def measure_of(technique: Technique) -> Measure:
    rewarded = technique is Technique.REINFORCEMENT_FINE_TUNING
    return Measure.REWARD if rewarded else Measure.LOSS


def parse_curve(document: bytes, columns: Sequence[str]) -> tuple[CurvePoint, ...]:
    """The values of the first of the columns that is there. Rows without a step are left out."""
    text = document.decode("utf-8-sig", errors="replace")
    rows = _rows(text)
    column = next((name for name in columns if any(name in row for row in rows)), "")
    if rows and not text.endswith(("\n", "\r")):
        # The line was cut off, and perhaps digits of its numbers too.
        rows[-1] = {name: value for name, value in rows[-1].items() if name in _POSITION}
    points = [_point(row, column) for row in rows]
    return tuple(point for point in points if point is not None)


def last_value(curve: Sequence[CurvePoint]) -> float | None:
    return curve[-1].value if curve else None


def _rows(text: str) -> list[dict[str, str]]:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True))
    except csv.Error:  # no CSV, such as one endless field: nothing is known
        return []
    return [_stripped(row) for row in rows]


def _stripped(row: dict[str | None, str | list[str] | None]) -> dict[str, str]:
    # A row longer than its header keeps the surplus under None, a shorter one gives None values.
    return {k.strip(): v.strip() for k, v in row.items() if k and isinstance(v, str)}


def _point(row: dict[str, str], column: str) -> CurvePoint | None:
    step = _count(row.get(_STEP))
    if step is None:
        return None
    return CurvePoint(
        step=step,
        epoch=_count(row.get(_EPOCH)),
        value=_number(row.get(column)),
        perplexity=_number(row.get(PERPLEXITY)),
        is_finite=_is_finite(row.get(column)),
    )


def _count(text: str | None) -> int | None:
    number = _number(text)
    return int(number) if number is not None and 0 <= number <= _COUNT_MAX else None


def _number(text: str | None) -> float | None:
    number = _float(text)
    return number if number is not None and math.isfinite(number) else None


def _is_finite(text: str | None) -> bool:
    """Whether it is anything but NaN or infinity."""
    number = _float(text)
    return number is None or math.isfinite(number)


def _float(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
