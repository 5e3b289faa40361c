"""The loss as a drawing of text."""

import msgspec
import pytest

from cli.curves import COLUMNS, ROWS, draw_curves
from lifecycle.trial import CurvePoint, TrialMetrics
from tests.cli.run_samples import metrics

GUTTER = len("   0.000 │")


def curve(*losses: float | None) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(step, 1, loss) for step, loss in enumerate(losses, start=1))


def drawn(training: tuple[CurvePoint, ...], validation: tuple[CurvePoint, ...] = ()) -> list[str]:
    sample = msgspec.structs.replace(metrics(), training=training, validation=validation)
    return draw_curves(sample).plain.splitlines()


def plot(lines: list[str]) -> list[str]:
    return [line[GUTTER:] for line in lines[:ROWS]]


def test_a_falling_loss_runs_from_the_top_left_to_the_bottom_right() -> None:
    rows = plot(drawn(curve(4.0, 3.0, 2.0, 1.0)))
    assert rows[0][0] != " "
    assert rows[-1][-1] != " "
    assert rows[0][-1] == rows[-1][0] == " "


def test_the_curve_has_no_gap_from_its_first_step_to_its_last() -> None:
    rows = plot(drawn(curve(9.0, 1.0, 7.0, 2.0)))
    assert all(any(row[column] != " " for row in rows) for column in range(COLUMNS))


def test_a_loss_that_drops_at_once_is_drawn_down_to_where_it_lands() -> None:
    rows = plot(drawn(curve(*[4.0] * 50, *[0.0] * 50)))
    assert any(all(row[column] != " " for row in rows) for column in range(COLUMNS))


def test_the_axes_tell_the_highest_and_lowest_loss_and_the_steps() -> None:
    lines = drawn(curve(3.5, 0.25))
    assert "3.500" in lines[0]
    assert "0.250" in lines[ROWS - 1]
    assert lines[ROWS + 1].split() == ["step", "1", "step", "2"]


def test_every_validation_is_a_mark_over_its_step() -> None:
    lines = drawn(curve(3.0, 2.0, 1.0), (CurvePoint(1, 1, 3.0), CurvePoint(3, 2, 1.0)))
    marks = [(row, line.index("●")) for row, line in enumerate(plot(lines)) if "●" in line]
    assert marks == [(0, 0), (ROWS - 1, COLUMNS - 1)]


def test_the_legend_says_where_each_loss_began_and_ended() -> None:
    legend = drawn(curve(3.0, 1.0), (CurvePoint(2, 1, 1.5),))[-1]
    assert "training 3.000 → 1.000" in legend
    assert "validation 1.500 → 1.500" in legend


def test_a_loss_that_the_service_did_not_report_is_left_out() -> None:
    lines = drawn(curve(None, 2.0, None, 1.0))
    assert lines[ROWS + 1].split() == ["step", "2", "step", "4"]


@pytest.mark.parametrize("training", [curve(), curve(None, None)])
def test_without_any_number_the_loss_is_unknown_and_not_zero(
    training: tuple[CurvePoint, ...],
) -> None:
    assert drawn(training) == ["loss unknown: the service reported none"]


def test_a_loss_that_never_changes_is_a_straight_line() -> None:
    filled = [row for row in plot(drawn(curve(2.0, 2.0, 2.0))) if row.strip()]
    assert len(filled) == 1
    assert len(set(filled[0])) == 1


def test_a_run_without_validation_says_so() -> None:
    sample: TrialMetrics = msgspec.structs.replace(metrics(), validation=())
    assert "validation unknown" in draw_curves(sample).plain
