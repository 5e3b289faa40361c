"""Choice: the best trial by what is known, and the gate behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.choice import TrialResult, choose, losers, refusal, with_fates
from lifecycle.errors import CustomizationDiverged, CustomizationOverFit
from lifecycle.trial import (
    Curve,
    CurvePoint,
    Learning,
    Measure,
    ModelFate,
    Trial,
    TrialFailure,
    TrialMetrics,
)


def curve(*values: float | None) -> Curve:
    return tuple(CurvePoint(step, step, value) for step, value in enumerate(values, start=1))


def trial(
    number: int,
    *validation: float | None,
    training: Curve = (),
    measure: Measure = Measure.LOSS,
) -> TrialResult:
    metrics = TrialMetrics(
        "x-1",
        number,
        f"job-{number}",
        f"model-{number}",
        training,
        curve(*validation),
        measure,
    )
    return TrialResult(Trial(number, {"epochCount": str(number)}), metrics)


def failed(number: int, model_arn: str = "") -> TrialResult:
    failure = TrialFailure("x-1", number, "CustomizationFailed", "no luck", model_arn)
    return TrialResult(Trial(number, {}), None, failure)


@pytest.mark.parametrize(
    ("trials", "best"),
    [
        ([trial(0)], 0),
        ([trial(0, 0.5), trial(1, 0.4)], 1),
        ([trial(0, 0.4), trial(1, 0.5)], 0),
        ([trial(0, 0.4), trial(1, 0.4)], 0),
        ([trial(0), trial(1, 99.0)], 1),
        ([trial(0, None), trial(1, 0.9)], 1),
        ([trial(0, 0.1, None), trial(1, 0.9)], 1),
        ([trial(0), trial(1)], 0),
        ([trial(0, 0.2), trial(1, -0.1)], 1),
        ([failed(0), trial(1, 9.0)], 1),
    ],
)
def test_the_lowest_known_final_validation_loss_wins(trials: list, best: int) -> None:
    chosen = choose(trials)
    assert (chosen.trial, chosen.model_arn, chosen.job_arn) == (
        best,
        f"model-{best}",
        f"job-{best}",
    )


def test_of_rewards_the_highest_wins() -> None:
    trials = [trial(0, 0.4, measure=Measure.REWARD), trial(1, 0.6, measure=Measure.REWARD)]
    chosen = choose(trials)
    assert (chosen.trial, chosen.validation) == (1, 0.6)
    assert chosen.reason == "the highest validation reward at the end"


def test_without_any_validation_the_lowest_training_loss_wins_and_says_so() -> None:
    chosen = choose([trial(0, training=curve(0.5)), trial(1, training=curve(0.3)), trial(2)])
    assert chosen.trial == 1
    assert (
        chosen.reason == "the lowest training loss at the end: no validation is known of any trial"
    )


def test_a_known_validation_loss_beats_a_better_training_loss() -> None:
    assert choose([trial(0, training=curve(0.01)), trial(1, 5.0, training=curve(4.0))]).trial == 1


def test_a_trial_that_the_gate_refuses_comes_after_one_that_passes() -> None:
    trials = [trial(0, 0.1, 0.3), trial(1, 0.4)]
    chosen = choose(trials)
    assert chosen.trial == 1
    assert chosen.reason.endswith("among the trials that pass the gate")
    assert choose(trials, allow_over_fit=True).trial == 0


def test_every_trial_is_told_with_what_it_scored() -> None:
    chosen = choose([trial(0, 0.9, 0.5), trial(1, 0.4, 0.4), failed(2), failed(3, "model-3")])
    told = [(t.trial, t.validation, t.verdict.word, t.fate, t.failure) for t in chosen.trials]
    assert told == [
        (0, 0.5, Learning.LEARNING, ModelFate.KEPT, ""),
        (1, 0.4, Learning.PLATEAU, ModelFate.CHOSEN, ""),
        (2, None, Learning.UNKNOWN, ModelFate.NONE, "no luck"),
        (3, None, Learning.UNKNOWN, ModelFate.KEPT, "no luck"),
    ]
    assert [loser.model_arn for loser in losers(chosen)] == ["model-0", "model-3"]


def test_what_was_deleted_is_listed() -> None:
    chosen = choose([trial(0, 0.5), trial(1, 0.4), trial(2, 0.6)])
    ended = with_fates(chosen, {0: ModelFate.DELETED, 2: ModelFate.IN_USE})
    assert ended.deleted_models == ("model-0",)
    assert [t.fate for t in ended.trials] == [
        ModelFate.DELETED,
        ModelFate.CHOSEN,
        ModelFate.IN_USE,
    ]


def test_an_over_fit_model_is_refused_with_what_to_change() -> None:
    chosen = choose([trial(0, 0.4, 0.5)])
    refused = refusal(chosen, allow_over_fit=False)
    assert isinstance(refused, CustomizationOverFit)
    assert "validation loss was best after epoch 1 (0.4000)" in str(refused)
    assert "epoch 1 was the best; 2 were paid for" in str(refused)
    assert "allow_over_fit: true" in refused.fix
    assert refusal(chosen, allow_over_fit=True) is None


def test_a_diverged_model_is_refused_whatever_is_allowed() -> None:
    chosen = choose([trial(0, 0.4, training=curve(1, 1, 1, 1, 3, 3, 3, 3))])
    for allowed in (True, False):
        assert isinstance(refusal(chosen, allow_over_fit=allowed), CustomizationDiverged)


@pytest.mark.parametrize("validation", [(), (None,), (0.5,), (0.5, 0.4), (0.5, 0.5)])
def test_all_other_models_pass(validation: tuple[float | None, ...]) -> None:
    assert refusal(choose([trial(0, *validation)]), allow_over_fit=False) is None


losses = st.lists(st.none() | st.floats(0, 10), max_size=4)


@given(st.lists(losses, min_size=1, max_size=6))
def test_nothing_known_is_ever_worse_than_the_choice(validations: list) -> None:
    chosen = choose(
        [trial(n, *points) for n, points in enumerate(validations)], allow_over_fit=True
    )
    known = [points[-1] for points in validations if points and points[-1] is not None]
    assert chosen.validation == min(known, default=None)


def test_a_choice_without_metrics_says_that_nothing_is_known() -> None:
    chosen = choose([trial(0), trial(1)])
    assert chosen.validation is None
    assert chosen.verdict.word is Learning.UNKNOWN
    assert chosen.reason == "the first: no curve is known of any trial"
