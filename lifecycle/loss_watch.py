"""The loss watch: what the curves of a customization job say about the model that came out of it.

Bedrock keeps the model of the last step, so the last step is what is judged. Curves are noisy, and
a loss is the logarithm of a perplexity: a validation loss that ends 0.05 above its lowest, which is
a perplexity 5 % higher, is within the noise; more is a rise. Rewards have no such scale: for them
5 % of the best reward, or of the span of the curves if that is larger, is within the noise.

- diverged: training lost more than half of what it had gained, and four times the noise; or it
  got worse together with validation; or numbers turned into NaN.
- over-fitting: validation ended worse than at its best, by more than the noise, and training did
  not.
- plateau: validation was as good (to a fifth of the noise) before the end, or training never moved.
- learning: validation was at its best at the end.
- unknown: without a complete validation curve of two points at least nobody knows.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from msgspec import Struct

from lifecycle.trial import Curve, CurvePoint, Learning, Measure, TrialMetrics, Verdict

NOISE = 0.05
AS_GOOD = NOISE / 5
DIVERGENCE = 4 * NOISE
LEAST_POINTS = 8
"""Of a training curve, that its quarters mean something."""


def judge(metrics: TrialMetrics) -> Verdict:
    """The first of the verdicts above that the curves bear out."""
    curves = _Curves.of(metrics)
    return (
        _diverged(curves)
        or _never_moved(curves)
        or _unknown(curves)
        or _over_fitting(curves)
        or _plateau(curves)
        or _learning(curves)
    )


class _Curves(Struct, frozen=True):
    """`unit` is what 1.0 of the thresholds above comes to in the values of the curves."""

    measure: Measure
    training: tuple[float, ...]
    validation: tuple[CurvePoint, ...]
    has_gaps: bool
    lost_numbers_at: CurvePoint | None
    paid: CurvePoint | None
    unit: float

    @classmethod
    def of(cls, metrics: TrialMetrics) -> "_Curves":
        training = _known(metrics.training)
        validation = tuple(p for p in metrics.validation if p.value is not None)
        values = [*training, *(p.value for p in validation if p.value is not None)]
        return cls(
            measure=metrics.measure,
            training=training,
            validation=validation,
            has_gaps=len(validation) < len(metrics.validation),
            lost_numbers_at=_lost_numbers(metrics.training) or _lost_numbers(metrics.validation),
            paid=(metrics.training or metrics.validation or (None,))[-1],
            unit=_unit(metrics.measure, values),
        )

    def quarters(self) -> list[float]:
        """The means of the four quarters of the training curve, as costs."""
        costs, count = [self.measure.cost(value) for value in self.training], len(self.training)
        bounds = [round(count * part / 4) for part in range(5)]
        return [fmean(costs[start:end]) for start, end in pairwise(bounds)]

    def cost(self, point: CurvePoint) -> float:
        return self.measure.cost(point.value or 0.0)

    def best(self) -> CurvePoint:
        """Of equal ones the last: nothing was lost by going on."""
        return min(reversed(self.validation), key=self.cost)

    def got_worse(self) -> bool:
        """Whether validation ended worse than at its best, by more than the noise."""
        if not self.validation:
            return False
        return self.cost(self.validation[-1]) - self.cost(self.best()) > NOISE * self.unit


def _unit(measure: Measure, values: Sequence[float]) -> float:
    if measure is Measure.LOSS or not values:
        return 1.0
    return max(max(map(abs, values)), max(values) - min(values)) or 1.0


def _known(curve: Curve) -> tuple[float, ...]:
    return tuple(point.value for point in curve if point.value is not None)


def _lost_numbers(curve: Curve) -> CurvePoint | None:
    """Where numbers turned into NaN for good; a curve of nothing but NaN is only unreadable."""
    if not curve or curve[-1].is_finite or not _known(curve):
        return None
    last_number = max(at for at, point in enumerate(curve) if point.value is not None)
    return next(point for point in curve[last_number:] if not point.is_finite)


def _diverged(curves: _Curves) -> Verdict | None:
    advice = "lower learningRate, or raise the warm-up: all of this job was paid for in vain"
    if point := curves.lost_numbers_at:
        finding = f"the {curves.measure} is no number any more {_after(point)}"
        return Verdict(Learning.DIVERGED, finding, advice)
    if len(curves.training) < LEAST_POINTS:
        return None
    first, *_, last = quarters = curves.quarters()
    best = min(quarters)
    alone = max(DIVERGENCE * curves.unit, (first - best) / 2)
    if last - best <= (NOISE * curves.unit if curves.got_worse() else alone):
        return None
    finding = (
        f"the training {curves.measure} was {_number(curves, best)} at its best and "
        f"{_number(curves, last)} in the last quarter of the steps"
    )
    return Verdict(Learning.DIVERGED, finding, advice)


def _never_moved(curves: _Curves) -> Verdict | None:
    if len(curves.training) < LEAST_POINTS:
        return None
    quarters = curves.quarters()
    if max(quarters) - min(quarters) > AS_GOOD * curves.unit:
        return None
    return Verdict(
        Learning.PLATEAU,
        f"the training {curves.measure} stayed at {_number(curves, quarters[-1])} from the first "
        "quarter of the steps to the last",
        "nothing was learned for what was paid: raise learningRate, or look at the data",
    )


def _unknown(curves: _Curves) -> Verdict | None:
    if curves.validation and not curves.has_gaps:
        return _seen_once(curves)
    return Verdict(
        Learning.UNKNOWN,
        "the service reported no complete validation curve",
        "give a validation set, if this model takes one: without it over-fitting cannot be seen",
    )


def _seen_once(curves: _Curves) -> Verdict | None:
    first, *more = curves.validation
    if more:
        return None
    finding = f"validation {curves.measure} was measured once, {first.value:.4f} {_after(first)}"
    return Verdict(Learning.UNKNOWN, finding)


def _over_fitting(curves: _Curves) -> Verdict | None:
    if not curves.got_worse():
        return None
    best, last = curves.best(), curves.validation[-1]
    moved = "rose" if curves.measure is Measure.LOSS else "fell"
    finding = (
        f"validation {curves.measure} was best {_after(best)} ({best.value:.4f}) and {moved} to "
        f"{last.value:.4f} {_after(last)}"
    )
    return Verdict(
        Learning.OVER_FITTING, finding, _advice(best, curves.paid or last, "was the best")
    )


def _plateau(curves: _Curves) -> Verdict | None:
    enough = curves.cost(curves.best()) + AS_GOOD * curves.unit
    point = next(point for point in curves.validation if curves.cost(point) <= enough)
    last = curves.validation[-1]
    if point is last:
        return None
    finding = (
        f"validation {curves.measure} was {point.value:.4f} {_after(point)} and is "
        f"{last.value:.4f} at the end"
    )
    return Verdict(Learning.PLATEAU, finding, _advice(point, curves.paid or last, "was as good"))


def _learning(curves: _Curves) -> Verdict:
    last = curves.validation[-1]
    finding = f"validation {curves.measure} is best at the end, {last.value:.4f}"
    return Verdict(Learning.LEARNING, finding)


def _advice(enough: CurvePoint, paid: CurvePoint, was: str) -> str:
    """What the steps after `enough` cost, as a share: prices differ, shares do not."""
    wasted = (paid.step - enough.step) / paid.step if paid.step else 0.0
    if enough.epoch is None or paid.epoch is None or enough.epoch == paid.epoch:
        spent = f"step {enough.step} {was}; {paid.step} were paid for"
    else:
        spent = f"epoch {enough.epoch} {was}; {paid.epoch} were paid for"
    return f"{spent}: {wasted:.0%} of the training bought nothing"


def _after(point: CurvePoint) -> str:
    return f"after step {point.step}" if point.epoch is None else f"after epoch {point.epoch}"


def _number(curves: _Curves, cost: float) -> str:
    return f"{curves.measure.cost(cost):.4f}"
