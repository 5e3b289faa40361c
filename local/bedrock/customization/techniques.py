"""How each customization technique trains: given the job and its data, the training to run."""

from collections.abc import Callable, Sequence

from local.bedrock.foundation_models import ranges
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.training import Schedule, SupervisedTraining
from local.bedrock.records import CustomizationJob

_STEEPNESS = 1.5
"""Published learning rates span few decades; raised to this power they differ more visibly."""

Dataset = Sequence[Example]
Technique = Callable[[CustomizationJob, Dataset, Sequence[Dataset]], SupervisedTraining]


def _fine_tuning(
    job: CustomizationJob, training: Dataset, validation: Sequence[Dataset]
) -> SupervisedTraining:
    return SupervisedTraining(job.start, training, validation, _schedule(job))


def _schedule(job: CustomizationJob) -> Schedule:
    given = job.request["hyperParameters"]
    usual_rate = float(ranges(job.rules)["learningRate"].default)
    return Schedule(
        epochs=int(given["epochCount"]),
        pace=(float(given["learningRate"]) / usual_rate) ** _STEEPNESS,
        warmup_steps=int(given.get("learningRateWarmupSteps", "0")),
    )


TECHNIQUES: dict[str, Technique] = {"FINE_TUNING": _fine_tuning}
