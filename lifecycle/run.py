"""What the steps of a run hand to one another: small inputs and results in the state, whole
documents in the output bucket. The state machine and the handlers share these types."""

from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.guidance import Guidance, guided
from lifecycle.invocation.family import Invocation
from lifecycle.request import DeploymentMode, Technique
from lifecycle.trial import Measure, ModelFate, Trial, TrialOutcome, Verdict
from lifecycle.waits import Target


class ObjectVersion(Struct, frozen=True):
    """One version of one object in the intake bucket: what a run is pinned to."""

    key: str
    version_id: str
    etag: str
    size: int


class RunInput(Struct, frozen=True):
    """The input of an execution, written by intake. `files` by the name that job.yaml uses."""

    run_id: str
    job_name: str
    manifest: ObjectVersion
    files: dict[str, ObjectVersion]


class RunReference(Struct, frozen=True):
    run_id: str


class TrialReference(Struct, frozen=True):
    run_id: str
    trial: int


class WaitRequest(Struct, frozen=True):
    """`token` is the task token that ends the wait."""

    run_id: str
    target: Target
    token: str
    trial: int = 0


class AcceptedRequest(Struct, frozen=True):
    """The request with everything resolved: what this run will do."""

    run_id: str
    job_name: str
    technique: Technique
    customization_type: str
    base_model: str
    """With the context suffix that customization wants, such as `amazon.nova-lite-v1:0:300k`."""
    invoke_model: str
    """The same model without the suffix: what Converse takes."""
    deployment_mode: DeploymentMode
    with_validation: bool
    manifest: ObjectVersion
    training: ObjectVersion
    validation: ObjectVersion | None
    test: ObjectVersion | None
    trials: tuple[Trial, ...]
    larger_than_one_function: bool = False
    invocation: Invocation = "converse"
    guidance: tuple[Guidance, ...] = ()
    """What the catalogue advises for this model, once the records are counted."""
    keep_all_models: bool = False
    allow_over_fit: bool = False

    def data(self) -> dict[str, ObjectVersion]:
        """By split: training, and validation and test where files were declared."""
        files = {"training": self.training, "validation": self.validation, "test": self.test}
        return {split: version for split, version in files.items() if version}

    def with_guidance(self, records: int) -> Self:
        """The trials as they run on so many training records."""
        trials = (guided(trial, self.guidance, records) for trial in self.trials)
        return msgspec.structs.replace(self, trials=tuple(trials))


class ScanRange(Struct, frozen=True):
    """The lines that start at bytes `start` <= b < `end` of one object; numbered over all."""

    number: int
    split: str
    object: ObjectVersion
    start: int
    end: int


class PlannedScan(Struct, frozen=True):
    """`plan_key` is a JSON array of ScanRange in the output bucket."""

    run_id: str
    plan_key: str
    ranges: int


class RangeReference(Struct, frozen=True):
    run_id: str
    range: ScanRange


class ScannedRange(Struct, frozen=True):
    run_id: str
    number: int
    records: int


class RangeFailure(Struct, frozen=True):
    number: int
    error: str
    reason: str


class MergedScans(Struct, frozen=True):
    run_id: str
    verdict: str
    records: dict[str, int]


class PinnedMedia(Struct, frozen=True):
    """An image, video or document that records name: the version that was read, and its copy in the
    output bucket.

    `sha256` is S3's own, base64; None until it is copied, or where S3 gave none.
    """

    source: ObjectVersion
    copy_key: str
    sha256: str | None = None


class PreparedFile(Struct, frozen=True):
    key: str
    records: int
    size: int
    sha256: str


class PreparedMedia(Struct, frozen=True):
    """`pins_key` is a JSON array of PinnedMedia in the output bucket."""

    pins_key: str
    files: int
    size: int


class PreparedData(Struct, frozen=True):
    """The data that Bedrock reads: checked, split, in the output bucket."""

    run_id: str
    training: PreparedFile
    validation: PreparedFile | None
    test: PreparedFile | None
    media: PreparedMedia | None = None
    """None where no record names any."""


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


class StartedProvisioning(Struct, frozen=True):
    """`target` is what the run waits for next."""

    run_id: str
    target: Target
    serving_arn: str


class VerifiedDeployment(Struct, frozen=True):
    """`serving_arn` is what Converse and InvokeModel take as modelId."""

    run_id: str
    serving_arn: str
    prompts_answered: int


class PublishedRun(Struct, frozen=True):
    run_id: str
    serving_arn: str | None
    live_parameter: str | None
    record_key: str


class RunRecord(Struct, frozen=True):
    """The lineage of a model: which data made it, how it learned, where it serves.

    Without `serving_arn` the model is kept and nothing serves it; the live parameter of the job
    is then left to whichever run it names.
    """

    run_id: str
    job_name: str
    request: AcceptedRequest
    data: PreparedData
    model: ChosenModel
    serving_arn: str | None
    live_parameter: str | None
    published_at: str


class FailedTrial(Struct, frozen=True):
    """The input of abandon_trial: what Step Functions caught inside a trial."""

    run_id: str
    trial: int
    error: str
    cause: str


class FailedRun(Struct, frozen=True):
    """The input of record_failure: what Step Functions caught."""

    run_id: str
    error: str
    cause: str


class FailureRecord(Struct, frozen=True):
    run_id: str
    error: str
    reason: str
    failed_at: str


class Quarantine(Struct, frozen=True):
    """Why files were put aside, with the versions that they have in the intake bucket, by the
    name that job.yaml uses. They stay there, too: nothing is lost."""

    code: str
    reason: str
    files: dict[str, ObjectVersion]


class ReleasedProvisioning(Struct, frozen=True):
    """What was taken down; empty where nothing was left that is billed."""

    run_id: str
    stopped_jobs: tuple[str, ...]
    deleted_deployments: tuple[str, ...]
    deleted_throughputs: tuple[str, ...]
