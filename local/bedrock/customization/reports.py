"""What a job reports of its training: the tables of its metrics files, and its final losses."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf
from statistics import fmean

from local.bedrock.learning.reinforcement import RewardStep
from local.bedrock.learning.training import Step
from local.bedrock.records import Losses

_OVERFLOW = 700.0
"""exp() of more is too large for a float."""


@dataclass(frozen=True)
class Table:
    columns: tuple[str, ...]
    """After the number of the step and that of the epoch."""
    rows: Sequence[tuple[int, int, tuple[float, ...]]]


@dataclass(frozen=True)
class Report:
    training: Table
    validation: Table | None
    losses: Losses | None


def loss_report(steps: Sequence[Step]) -> Report:
    validated = [(step, fmean(step.validation_losses)) for step in steps if step.validation_losses]
    return Report(
        training=_loss_table("training_loss", [(step, step.training_loss) for step in steps]),
        validation=_loss_table("validation_loss", validated) if validated else None,
        losses=_final_losses(steps),
    )


def reward_report(steps: Sequence[RewardStep]) -> Report:
    """No losses: what is reported is to rise."""
    training = [(step.number, step.epoch, (step.reward, step.answer_tokens)) for step in steps]
    validation = [
        (step.number, step.epoch, (step.validation_reward,))
        for step in steps
        if step.validation_reward is not None
    ]
    return Report(
        training=Table(("critic/rewards/mean", "response_length/mean"), training),
        validation=Table(("val-score/rewards/mean@1",), validation) if validation else None,
        losses=None,
    )


def _loss_table(column: str, losses: Sequence[tuple[Step, float]]) -> Table:
    rows = [(step.number, step.epoch, (loss, _perplexity(loss))) for step, loss in losses]
    return Table((column, "perplexity"), rows)


def _perplexity(loss: float) -> float:
    return exp(loss) if loss < _OVERFLOW else inf


def _final_losses(steps: Sequence[Step]) -> Losses:
    """The training loss is the mean of the last epoch."""
    last = steps[-1]
    training = fmean(step.training_loss for step in steps if step.epoch == last.epoch)
    return Losses(training=training, validation=last.validation_losses)
