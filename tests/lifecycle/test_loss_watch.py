"""The loss watch: one word for what the curves mean, whatever the noise."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifecycle.loss_watch import AS_GOOD, NOISE, judge
from lifecycle.trial import Curve, CurvePoint, Learning, Measure, TrialMetrics, Verdict


def curve(*values: float | None, steps_per_epoch: int = 10) -> Curve:
    """One point per epoch."""
    return tuple(CurvePoint(n * steps_per_epoch, n, v) for n, v in enumerate(values, start=1))


def steps(*values: float) -> Curve:
    return tuple(CurvePoint(step, 1, value) for step, value in enumerate(values, start=1))


FALLING = steps(*(4.0 / step for step in range(1, 51)))


def verdict(
    validation: Curve = (), training: Curve = FALLING, measure: Measure = Measure.LOSS
) -> Verdict:
    return judge(TrialMetrics("x-1", 0, "job", "model", training, validation, measure))


@pytest.mark.parametrize("falling", [(0.5, 0.4), (0.5, 0.6, 0.4)])
def test_validation_that_is_best_at_the_end_is_learning(falling: tuple) -> None:
    found = verdict(curve(*falling))
    assert found.word is Learning.LEARNING
    assert f"{falling[-1]:.4f}" in found.finding
    assert found.advice == ""


def test_validation_that_rises_while_training_falls_is_over_fitting() -> None:
    found = verdict(
        curve(0.9, 0.6, 0.7, 0.8, 0.9),
        training=tuple(CurvePoint(n, 1 + (n - 1) // 10, 4.0 / n) for n in range(1, 51)),
    )
    assert found == Verdict(
        Learning.OVER_FITTING,
        "validation loss was best after epoch 2 (0.6000) and rose to 0.9000 after epoch 5",
        "epoch 2 was the best; 5 were paid for: 60% of the training bought nothing",
    )


@pytest.mark.parametrize("rise", [0.011, 0.03, 0.049])
def test_a_rise_within_the_noise_is_a_plateau_and_no_over_fitting(rise: float) -> None:
    found = verdict(curve(0.5, 0.4, 0.4 + rise))
    assert found.word is Learning.PLATEAU
    assert "epoch 2 was as good" in found.advice


def test_validation_that_stands_still_is_a_plateau_from_where_it_began_to() -> None:
    found = verdict(curve(0.9, 0.5, 0.495, 0.493, 0.492))
    assert found.word is Learning.PLATEAU
    assert "0.5000 after epoch 2" in found.finding


def test_without_epochs_the_advice_is_in_steps() -> None:
    points = (CurvePoint(10, None, 0.4), CurvePoint(40, None, 0.5))
    found = verdict(points, training=())
    assert (
        found.advice == "step 10 was the best; 40 were paid for: 75% of the training bought nothing"
    )


@pytest.mark.parametrize(
    "training",
    [
        (1.0, 1.0, 1.1, 1.2, 1.4, 1.6, 1.8, 2.0),
        (4.0, 3.0, 1.0, 0.5, 0.5, 2.0, 3.0, 3.0),
    ],
)
def test_training_that_rises_has_diverged(training: tuple[float, ...]) -> None:
    found = verdict(curve(0.5, 0.4), training=steps(*training))
    assert found.word is Learning.DIVERGED
    assert "learningRate" in found.advice


def test_training_and_validation_that_both_get_worse_have_diverged() -> None:
    training = steps(2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.1, 1.1)
    assert verdict(curve(0.5, 0.9), training=training).word is Learning.DIVERGED
    assert verdict(curve(0.5, 0.4), training=training).word is Learning.LEARNING


def test_numbers_that_turn_into_nan_have_diverged() -> None:
    nan = CurvePoint(51, 2, None, is_finite=False)
    found = verdict(training=(*FALLING, nan, nan))
    assert found.word is Learning.DIVERGED
    assert "no number any more after epoch 2" in found.finding


def test_one_nan_on_the_way_is_not_a_divergence() -> None:
    nan = CurvePoint(25, 1, None, is_finite=False)
    training = (*FALLING[:24], nan, *FALLING[25:])
    assert verdict(curve(0.5, 0.4), training=training).word is Learning.LEARNING


def test_a_curve_of_nothing_but_nan_is_unreadable_and_so_unknown() -> None:
    nan = tuple(CurvePoint(step, 1, None, is_finite=False) for step in range(1, 20))
    assert verdict(nan, training=nan).word is Learning.UNKNOWN


@pytest.mark.parametrize("unknown", [(), (None,), (0.5, None), (None, 0.5)])
def test_a_validation_curve_with_gaps_is_unknown(unknown: tuple) -> None:
    assert verdict(curve(*unknown)).word is Learning.UNKNOWN


def test_validation_that_was_measured_once_shows_no_trend() -> None:
    found = verdict(curve(0.5))
    assert found == Verdict(
        Learning.UNKNOWN, "validation loss was measured once, 0.5000 after epoch 1"
    )


def test_training_that_never_moved_is_a_plateau_even_without_validation() -> None:
    found = verdict(training=steps(*[2.0] * 20))
    assert found.word is Learning.PLATEAU
    assert "nothing was learned" in found.advice


def test_rewards_are_watched_upside_down() -> None:
    rising = steps(*(step / 50 for step in range(1, 51)))
    reward = Measure.REWARD
    assert verdict(curve(0.2, 0.6), rising, reward).word is Learning.LEARNING
    assert verdict(curve(0.2, 0.6, 0.4), rising, reward).word is Learning.OVER_FITTING
    assert verdict(curve(0.2, 0.6, 0.59), rising, reward).word is Learning.PLATEAU
    assert verdict(curve(0.2, 0.6), rising[::-1], reward).word is Learning.DIVERGED
    assert "fell to 0.4000" in verdict(curve(0.2, 0.6, 0.4), rising, reward).finding


values = st.floats(0.0, 20.0).map(lambda value: round(value, 4))
validations = st.lists(values, min_size=1, max_size=6)


@given(validations, st.lists(values, max_size=40))
def test_over_fitting_is_a_rise_beyond_the_noise_and_nothing_else(
    validation: list[float], training: list[float]
) -> None:
    found = verdict(curve(*validation), training=steps(*training))
    assume(found.word is not Learning.DIVERGED)
    rise = validation[-1] - min(validation)
    assume(abs(rise - NOISE) > 1e-9)
    if rise > NOISE:
        # A training curve that never moved has a verdict of its own.
        assert found.word in (Learning.OVER_FITTING, Learning.PLATEAU)
    else:
        assert found.word is not Learning.OVER_FITTING


@given(validations)
def test_the_same_curve_with_a_little_noise_never_turns_from_learning_to_over_fitting(
    validation: list[float],
) -> None:
    falling = sorted(validation, reverse=True)
    wobbled = [v + NOISE / 2 * math.sin(9.0 * n) for n, v in enumerate(falling)]
    assert verdict(curve(*wobbled)).word is not Learning.OVER_FITTING


@given(validations, st.lists(values, min_size=8, max_size=40))
def test_a_reward_is_judged_as_the_loss_that_it_would_be(
    validation: list[float], training: list[float]
) -> None:
    """On a scale where their units agree: with values up to 1, the span of which is 1."""
    scaled_v = [value / 20 for value in (*validation, 20.0)]
    scaled_t = [value / 20 for value in (*training, 0.0)]
    as_loss = verdict(curve(*scaled_v), training=steps(*scaled_t))
    as_reward = verdict(
        curve(*(-v for v in scaled_v)), steps(*(-t for t in scaled_t)), Measure.REWARD
    )
    assert as_reward.word is as_loss.word


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30), st.lists(st.none() | values))
def test_whatever_the_curves_there_is_a_verdict_of_one_known_word(
    training: list, validation: list
) -> None:
    found = verdict(curve(*validation), training=curve(*training, steps_per_epoch=1))
    assert str(found).startswith(f"{found.word}: ")
    assert "nan" not in str(found)


def test_as_good_is_finer_than_the_noise() -> None:
    assert 0 < AS_GOOD < NOISE
