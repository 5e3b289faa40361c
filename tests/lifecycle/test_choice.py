"""Choice: the best trial by what is known."""

import pytest

from lifecycle.choice import choose
from lifecycle.run import LossPoint, TrialMetrics


def trial(number: int, *losses: float | None) -> TrialMetrics:
    points = tuple(LossPoint(step, step, loss) for step, loss in enumerate(losses, start=1))
    return TrialMetrics("x-1", number, f"job-{number}", f"model-{number}", (), points)


@pytest.mark.parametrize(
    ("trials", "best"),
    [
        ([trial(0)], 0),
        ([trial(0, 0.5), trial(1, 0.4)], 1),
        ([trial(0, 0.4), trial(1, 0.5)], 0),
        ([trial(0, 0.4), trial(1, 0.4)], 0),
        ([trial(0, 0.1, 0.5), trial(1, 0.4)], 1),
        ([trial(0), trial(1, 99.0)], 1),
        ([trial(0, None), trial(1, 0.9)], 1),
        ([trial(0, 0.1, None), trial(1, 0.9)], 1),
        ([trial(0), trial(1)], 0),
        ([trial(0, 0.2), trial(1, -0.1)], 1),
    ],
)
def test_the_lowest_known_final_validation_loss_wins(trials: list, best: int) -> None:
    chosen = choose(trials)
    assert (chosen.trial, chosen.model_arn, chosen.job_arn) == (
        best,
        f"model-{best}",
        f"job-{best}",
    )


def test_the_choice_carries_its_loss_and_what_the_curve_means() -> None:
    chosen = choose([trial(0, 0.4, 0.5)])
    assert chosen.validation_loss == 0.5
    assert chosen.verdict.startswith("over-fitting")


def test_a_choice_without_metrics_says_that_nothing_is_known() -> None:
    chosen = choose([trial(0)])
    assert chosen.validation_loss is None
    assert chosen.verdict.startswith("unknown")
