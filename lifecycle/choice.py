"""Which trial's model to go on with."""

import math
from collections.abc import Sequence

from lifecycle import metrics
from lifecycle.run import ChosenModel, TrialMetrics


def choose(trials: Sequence[TrialMetrics]) -> ChosenModel:
    """The lowest final validation loss; a trial with an unknown one is never better than a known
    one. Equal trials: the first."""
    best = min(trials, key=_known_loss_or_infinity)
    return ChosenModel(
        run_id=best.run_id,
        trial=best.trial,
        model_arn=best.model_arn,
        job_arn=best.job_arn,
        validation_loss=metrics.last_loss(best.validation),
        verdict=metrics.describe_validation(best.validation),
    )


def _known_loss_or_infinity(trial: TrialMetrics) -> float:
    loss = metrics.last_loss(trial.validation)
    return math.inf if loss is None else loss
