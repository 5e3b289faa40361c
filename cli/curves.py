"""Draws the curves of a customization job as text: training as a line, validation as marks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.text import Text

from lifecycle.metrics import UNKNOWN
from lifecycle.trial import CurvePoint, TrialMetrics

COLUMNS, ROWS = 60, 10
DOT_COLUMNS, DOT_ROWS = 2 * COLUMNS, 4 * ROWS
# The dots of one braille character, by its two columns and four rows.
_DOT_BITS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_EMPTY_BRAILLE = 0x2800
_MARK = "●"
_STYLES = {_MARK: "bold yellow"}
_CURVE_STYLE = "cyan"


class _Point(Struct, frozen=True):
    step: int
    value: float


class _Frame(Struct, frozen=True):
    """From steps and values to dots, counted from the top left."""

    first_step: int
    last_step: int
    lowest: float
    highest: float

    def column(self, step: int) -> int:
        share = (step - self.first_step) / max(1, self.last_step - self.first_step)
        return round(share * (DOT_COLUMNS - 1))

    def step(self, column: int) -> float:
        share = column / (DOT_COLUMNS - 1)
        return self.first_step + share * (self.last_step - self.first_step)

    def row(self, value: float) -> int:
        share = (self.highest - value) / ((self.highest - self.lowest) or 1.0)
        return round(share * (DOT_ROWS - 1))


def draw_curves(metrics: TrialMetrics) -> Text:
    training, validation = _known(metrics.training), _known(metrics.validation)
    if not training and not validation:
        return Text(f"{metrics.measure} {UNKNOWN}: the service reported none")
    frame = _frame([*training, *validation])
    cells = _curve_cells(training, frame)
    for point in validation:
        cells[frame.row(point.value) // 4][frame.column(point.step) // 2] = _MARK
    plot = (_labelled(row, cells[row], frame) for row in range(ROWS))
    return Text("\n").join([*plot, _step_axis(frame), _legend(training, validation)])


def _known(curve: Sequence[CurvePoint]) -> list[_Point]:
    return [_Point(point.step, point.value) for point in curve if point.value is not None]


def _frame(points: Sequence[_Point]) -> _Frame:
    steps, values = [point.step for point in points], [point.value for point in points]
    return _Frame(min(steps), max(steps), min(values), max(values))


def _curve_cells(points: Sequence[_Point], frame: _Frame) -> list[list[str]]:
    bits = [[0] * COLUMNS for _ in range(ROWS)]
    for column, row in _curve_dots(points, frame):
        bits[row // 4][column // 2] |= _DOT_BITS[column % 2][row % 4]
    return [[chr(_EMPTY_BRAILLE + cell) if cell else " " for cell in row] for row in bits]


def _curve_dots(points: Sequence[_Point], frame: _Frame) -> Iterator[tuple[int, int]]:
    if not points:
        return
    previous = frame.row(points[0].value)
    for column in range(frame.column(points[0].step), frame.column(points[-1].step) + 1):
        row = frame.row(_value_at(frame.step(column), points))
        yield from ((column, between) for between in range(min(previous, row), max(previous, row)))
        yield column, row
        previous = row


def _value_at(step: float, points: Sequence[_Point]) -> float:
    after = bisect_right(points, step, key=lambda point: point.step)
    left, right = points[max(0, after - 1)], points[min(after, len(points) - 1)]
    share = (step - left.step) / ((right.step - left.step) or 1)
    return left.value + share * (right.value - left.value)


def _labelled(row: int, cells: Sequence[str], frame: _Frame) -> Text:
    labels = {0: frame.highest, ROWS - 1: frame.lowest}
    label = f"{labels[row]:.3f}" if row in labels else ""
    return Text.assemble(
        (f"{label:>8} │", "dim"), *((cell, _STYLES.get(cell, _CURVE_STYLE)) for cell in cells)
    )


def _step_axis(frame: _Frame) -> Text:
    first, last = f"step {frame.first_step}", f"step {frame.last_step}"
    ruler = f"{'':>8} └{'─' * COLUMNS}\n{'':>10}{first}{last:>{COLUMNS - len(first)}}"
    return Text(ruler, style="dim")


def _legend(training: Sequence[_Point], validation: Sequence[_Point]) -> Text:
    return Text.assemble(
        f"{'':>10}",
        ("⠤⠤", _CURVE_STYLE),
        f" training {_span(training)}   ",
        (_MARK, _STYLES[_MARK]),
        f" validation {_span(validation)}",
    )


def _span(points: Sequence[_Point]) -> str:
    return f"{points[0].value:.3f} → {points[-1].value:.3f}" if points else UNKNOWN
