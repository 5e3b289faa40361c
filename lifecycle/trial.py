"""A trial: one customization job with its own hyper-parameters, how it learned, what became of its
model."""

from enum import StrEnum

from msgspec import Struct


class Origin(StrEnum):
    """Where the value of a hyper-parameter comes from."""

    ASKED = "asked"
    GUIDANCE = "guidance"
    DEFAULT = "default"


class Trial(Struct, frozen=True):
    """`hyperparameters` are strings, the way the API wants them; `origins` has the same names."""

    trial: int
    hyperparameters: dict[str, str]
    origins: dict[str, Origin] = {}


class Measure(StrEnum):
    """What a curve shows: a loss falls while the model learns, a reward rises."""

    LOSS = "loss"
    REWARD = "reward"

    def cost(self, value: float) -> float:
        """Lower is better, whatever is measured."""
        return value if self is Measure.LOSS else -value


class CurvePoint(Struct, frozen=True, omit_defaults=True):
    """One row of Bedrock's metric CSV. Null stands where the service wrote no number."""

    step: int
    epoch: int | None
    value: float | None
    perplexity: float | None = None
    is_finite: bool = True
    """False where the service wrote NaN or infinity instead of a number."""


Curve = tuple[CurvePoint, ...]


class TrialMetrics(Struct, frozen=True):
    """The curves of one customization job. An empty curve means unknown, never zero."""

    run_id: str
    trial: int
    job_arn: str
    model_arn: str
    training: Curve
    validation: Curve
    measure: Measure = Measure.LOSS


class Learning(StrEnum):
    """What the curves of a trial mean, in one stable word."""

    LEARNING = "learning"
    PLATEAU = "plateau"
    OVER_FITTING = "over-fitting"
    DIVERGED = "diverged"
    UNKNOWN = "unknown"


class Verdict(Struct, frozen=True):
    """`finding` gives the numbers; `advice` what to do about it, in terms of what was paid."""

    word: Learning
    finding: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.word}: {self.finding}"


class ModelFate(StrEnum):
    """What became of the custom model of a trial."""

    CHOSEN = "chosen"
    DELETED = "deleted"
    KEPT = "kept"
    IN_USE = "in use"
    """Bedrock would not delete it: something else uses it."""
    NONE = "none"


class TrialFailure(Struct, frozen=True):
    """Why a trial was given up. `model_arn` is empty where its job had made no model."""

    run_id: str
    trial: int
    error: str
    reason: str
    model_arn: str


class TrialOutcome(Struct, frozen=True):
    """One row of what a sweep came to; the last values of the curves, None where unknown."""

    trial: int
    hyperparameters: dict[str, str]
    training: float | None
    validation: float | None
    verdict: Verdict
    model_arn: str
    fate: ModelFate
    failure: str = ""
