"""How long and how fast a job trains, from its hyper-parameters."""

from collections.abc import Mapping

from local.bedrock.customization_rules import HyperParameter
from local.bedrock.learning.training import EarlyStopping, Schedule

_STEEPNESS = 1.5
"""Published learning rates span few decades; raised to this power they differ more visibly."""
_AUTOMATIC_EPOCHS = 3
_MOST_EPOCHS = 20
"""What a job on a laptop has time for; the service allows a hundred, or forty thousand steps."""


def relative_pace(relative_rate: float) -> float:
    """Of a learning rate as a multiple of the usual one."""
    return float(relative_rate**_STEEPNESS)


def schedule_of(
    given: Mapping[str, str], known: Mapping[str, HyperParameter], records: int
) -> Schedule:
    """`given` are completed: none that is known is missing."""
    return Schedule(
        epochs=min(_epochs(given, records), _MOST_EPOCHS),
        pace=relative_pace(_relative_rate(given, known)),
        warmup_steps=int(given.get("learningRateWarmupSteps", "0")),
        early_stopping=_early_stopping(given),
    )


def _epochs(given: Mapping[str, str], records: int) -> int:
    asked = given.get("epochCount") or given["stepCount"]
    if asked.lower() == "auto":
        return _AUTOMATIC_EPOCHS
    if "epochCount" in given:
        return int(asked)
    return max(1, round(int(asked) * int(given["batchSize"]) / records))


def _relative_rate(given: Mapping[str, str], known: Mapping[str, HyperParameter]) -> float:
    if "learningRateMultiplier" in given:
        return float(given["learningRateMultiplier"])
    usual = known["learningRate"].default
    return float(given["learningRate"]) / float(usual) if usual else 1.0


def _early_stopping(given: Mapping[str, str]) -> EarlyStopping | None:
    if "earlyStoppingPatience" not in given:
        return None
    return EarlyStopping(
        threshold=float(given["earlyStoppingThreshold"]),
        patience=int(given["earlyStoppingPatience"]),
    )
