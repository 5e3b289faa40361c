"""What the steps of the trials hand on: started jobs, their curves, and the model chosen."""

from msgspec import Struct

from lifecycle.trial import Measure, ModelFate, TrialOutcome, Verdict


class StartedCustomization(Struct, frozen=True):
    run_id: str
    trial: int
    job_arn: str


class CollectedMetrics(Struct, frozen=True):
    """The last values of the curves; None where the service wrote no number."""

    run_id: str
    trial: int
    training: float | None
    validation: float | None


class FailedTrial(Struct, frozen=True):
    """The input of abandon_trial: what Step Functions caught inside a trial."""

    run_id: str
    trial: int
    error: str
    cause: str


class AbandonedTrial(Struct, frozen=True):
    """In the words that a Fail state takes, for the case that no trial is left."""

    run_id: str
    trial: int
    error: str
    reason: str


class ChosenModel(Struct, frozen=True):
    """`validation` is the last value of the validation curve, in the unit of `measure`; `reason`
    says why this trial. `trials` has all of them, the chosen one among them."""

    run_id: str
    trial: int
    model_arn: str
    job_arn: str
    measure: Measure
    validation: float | None
    verdict: Verdict
    reason: str
    trials: tuple[TrialOutcome, ...]

    @property
    def deleted_models(self) -> tuple[str, ...]:
        return tuple(trial.model_arn for trial in self.trials if trial.fate is ModelFate.DELETED)
