"""The metrics files that a customization job leaves at its output location."""

from collections.abc import Iterable, Sequence
from math import exp, inf
from statistics import fmean
from typing import Literal

from local.bedrock.customization.role_storage import RoleStorage
from local.bedrock.learning.training import Step

Defect = Literal["truncated", "missing", "nan"]
_OVERFLOW = 700.0
"""exp() of more is too large for a float."""

TRAINING = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION = "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv"


def write_metrics(
    storage: RoleStorage, prefix: str, steps: Sequence[Step], defect: Defect | None
) -> None:
    """`prefix` ends with the folder of the job."""
    if defect == "missing":
        return
    training = [(step, step.training_loss) for step in steps]
    validation = [(step, fmean(step.validation_losses)) for step in steps if step.validation_losses]
    storage.write(prefix, TRAINING, _table("training_loss", training, defect))
    if validation:
        storage.write(prefix, VALIDATION, _table("validation_loss", validation, defect))


def _table(column: str, losses: Iterable[tuple[Step, float]], defect: Defect | None) -> bytes:
    lines = [f"step_number,epoch_number,{column},perplexity"]
    lines += [f"{step.number},{step.epoch},{_numbers(loss, defect)}" for step, loss in losses]
    table = "\n".join(lines) + "\n"
    return table[: len(table) * 2 // 3].encode() if defect == "truncated" else table.encode()


def _numbers(loss: float, defect: Defect | None) -> str:
    if defect == "nan":
        return "nan,nan"
    perplexity = exp(loss) if loss < _OVERFLOW else inf
    return f"{loss:.6f},{perplexity:.6f}"
