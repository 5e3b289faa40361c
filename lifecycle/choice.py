"""Which trial's model to go on with, and what the others scored."""

import math
from collections.abc import Sequence
from operator import attrgetter

from msgspec import Struct
from msgspec.structs import replace

from lifecycle import metrics
from lifecycle.errors import CustomizationDiverged, CustomizationOverFit, TailorError
from lifecycle.loss_watch import judge
from lifecycle.run.customized import ChosenModel
from lifecycle.trial import (
    Learning,
    Measure,
    ModelFate,
    Trial,
    TrialFailure,
    TrialMetrics,
    TrialOutcome,
    Verdict,
)


class TrialResult(Struct, frozen=True):
    """What a trial has left; `failure` where it was given up."""

    trial: Trial
    metrics: TrialMetrics | None
    failure: TrialFailure | None = None


class _Candidate(Struct, frozen=True):
    """Compared by what is known: unknown is never better than known."""

    metrics: TrialMetrics
    verdict: Verdict
    is_refused: bool

    @property
    def rank(self) -> tuple[bool, float, float]:
        measure = self.metrics.measure
        return (
            self.is_refused,
            _cost(measure, metrics.last_value(self.metrics.validation)),
            _cost(measure, metrics.last_value(self.metrics.training)),
        )


def choose(results: Sequence[TrialResult], *, allow_over_fit: bool = False) -> ChosenModel:
    """The best final validation; where none is known, the best final training. Equal: the first.

    A trial that the gate refuses comes after all that it lets through. One result at least has
    metrics.
    """
    candidates = [
        _candidate(result.metrics, allow_over_fit) for result in results if result.metrics
    ]
    best = min(candidates, key=attrgetter("rank"))
    chosen = best.metrics
    return ChosenModel(
        run_id=chosen.run_id,
        trial=chosen.trial,
        model_arn=chosen.model_arn,
        job_arn=chosen.job_arn,
        measure=chosen.measure,
        validation=metrics.last_value(chosen.validation),
        verdict=best.verdict,
        reason=_reason(best, candidates),
        trials=tuple(_outcome(result, chosen.trial) for result in results),
    )


def refusal(chosen: ChosenModel, *, allow_over_fit: bool) -> TailorError | None:
    """Why the chosen model does not pass the gate."""
    if not _is_refused(chosen.verdict, allow_over_fit):
        return None
    kind, fix = _REFUSALS[chosen.verdict.word]
    return kind(
        f"the model of trial {chosen.trial} is not provisioned: {chosen.verdict}",
        where=f"trial {chosen.trial}",
        why=chosen.verdict.advice,
        fix=fix,
    )


def losers(chosen: ChosenModel) -> tuple[TrialOutcome, ...]:
    """The trials beside the chosen one that have left a model."""
    others = (outcome for outcome in chosen.trials if outcome.trial != chosen.trial)
    return tuple(outcome for outcome in others if outcome.model_arn)


def with_fates(chosen: ChosenModel, fates: dict[int, ModelFate]) -> ChosenModel:
    """`fates` by the number of the trial."""
    trials = (replace(t, fate=fates.get(t.trial, t.fate)) for t in chosen.trials)
    return replace(chosen, trials=tuple(trials))


_REFUSALS: dict[Learning, tuple[type[TailorError], str]] = {
    Learning.OVER_FITTING: (
        CustomizationOverFit,
        "train for fewer epochs, or with a lower learningRate, or on more data; "
        "`evaluation: {allow_over_fit: true}` provisions it all the same",
    ),
    Learning.DIVERGED: (CustomizationDiverged, "lower learningRate, or raise the warm-up"),
}


def _is_refused(verdict: Verdict, allow_over_fit: bool) -> bool:
    allowed = allow_over_fit and verdict.word is Learning.OVER_FITTING
    return verdict.word in _REFUSALS and not allowed


def _candidate(curves: TrialMetrics, allow_over_fit: bool) -> _Candidate:
    verdict = judge(curves)
    return _Candidate(curves, verdict, _is_refused(verdict, allow_over_fit))


def _cost(measure: Measure, value: float | None) -> float:
    return math.inf if value is None else measure.cost(value)


def _reason(best: _Candidate, candidates: Sequence[_Candidate]) -> str:
    if len(candidates) == 1:
        return "the only trial that ended with a model"
    measure = best.metrics.measure
    extreme = "lowest" if measure is Measure.LOSS else "highest"
    if metrics.last_value(best.metrics.validation) is not None:
        among = "" if _all_alike(candidates) else ", among the trials that pass the gate"
        return f"the {extreme} validation {measure} at the end{among}"
    if metrics.last_value(best.metrics.training) is not None:
        return f"the {extreme} training {measure} at the end: no validation is known of any trial"
    return "the first: no curve is known of any trial"


def _all_alike(candidates: Sequence[_Candidate]) -> bool:
    return len({candidate.is_refused for candidate in candidates}) == 1


def _outcome(result: TrialResult, chosen: int) -> TrialOutcome:
    if result.metrics is None:
        return _failed(result)
    curves, number = result.metrics, result.trial.trial
    return TrialOutcome(
        trial=number,
        hyperparameters=result.trial.hyperparameters,
        training=metrics.last_value(curves.training),
        validation=metrics.last_value(curves.validation),
        verdict=judge(curves),
        model_arn=curves.model_arn,
        fate=ModelFate.CHOSEN if number == chosen else ModelFate.KEPT,
    )


def _failed(result: TrialResult) -> TrialOutcome:
    failure = result.failure
    model_arn = failure.model_arn if failure else ""
    return TrialOutcome(
        trial=result.trial.trial,
        hyperparameters=result.trial.hyperparameters,
        training=None,
        validation=None,
        verdict=Verdict(Learning.UNKNOWN, "the trial failed"),
        model_arn=model_arn,
        fate=ModelFate.KEPT if model_arn else ModelFate.NONE,
        failure=failure.reason if failure else "nothing is recorded of it",
    )
