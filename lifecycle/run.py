"""What the steps of a run hand to one another: small inputs and results in the state, whole
documents in the output bucket. The state machine and the handlers share these types."""

from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.distillation import AcceptedTeacher, LoggedPrompts, TeacherTokens
from lifecycle.guidance import Guidance, guided
from lifecycle.invocation.family import Invocation
from lifecycle.request import DeploymentMode, Technique
from lifecycle.request_data import InvocationLogs
from lifecycle.trial import Measure, ModelFate, Trial, TrialOutcome, Verdict
from lifecycle.waits import Target
from lifecycle.weights.check import ModelSummary
from lifecycle.weights.request import AcceptedWeights


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
    """With the context suffix that customization wants, such as `amazon.nova-lite-v1:0:300k`; or
    the ARN of the custom model that the run builds on."""
    invoke_model: str
    """The foundation model without the suffix: what Converse takes."""
    deployment_mode: DeploymentMode
    with_validation: bool
    manifest: ObjectVersion
    training: ObjectVersion | None
    validation: ObjectVersion | None
    test: ObjectVersion | None
    trials: tuple[Trial, ...]
    larger_than_one_function: bool = False
    invocation: Invocation = "converse"
    teacher: AcceptedTeacher | None = None
    invocation_logs: InvocationLogs | None = None
    grader: str | None = None
    weights: AcceptedWeights | None = None
    serves_itself: bool = False
    """An imported model needs neither a deployment nor throughput."""
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
    """`sha256` is None for a file that was too large to pass through one function: it is the
    landed version, copied as it is."""

    key: str
    records: int
    size: int
    sha256: str | None


class PreparedMedia(Struct, frozen=True):
    """`pins_key` is a JSON array of PinnedMedia in the output bucket."""

    pins_key: str
    files: int
    size: int


class PreparedData(Struct, frozen=True):
    """The data that Bedrock reads: checked, split, in the output bucket.

    There is no training file where the job learns from invocation logs, which stay where they are.
    """

    run_id: str
    training: PreparedFile | None
    validation: PreparedFile | None
    test: PreparedFile | None
    media: PreparedMedia | None = None
    """None where no record names any."""
    teacher_tokens: TeacherTokens | None = None
    logged: LoggedPrompts | None = None
    """What was counted in the invocation logs that a distillation learns from."""

    def held_out(self) -> PreparedFile:
        """The file to ask a model from: the one that it has learned from last."""
        files = (self.test, self.validation, self.training)
        return next(file for file in files if file and file.records)


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


class WeightsFile(Struct, frozen=True):
    """One object as it was when it was checked. `version_id` is empty in an unversioned bucket."""

    key: str
    etag: str
    size: int
    version_id: str = ""


class CheckedWeights(Struct, frozen=True):
    """Weights that can be imported: what they are, and which objects they are."""

    run_id: str
    uri: str
    model: ModelSummary
    files: tuple[WeightsFile, ...]


class CheckedModel(Struct, frozen=True):
    run_id: str
    model: ModelSummary


class StartedImport(Struct, frozen=True):
    """`target` is what the run waits for next; `arn` is that of the job, or of the model that
    SageMaker trained."""

    run_id: str
    target: Target
    arn: str


class ImportedModel(Struct, frozen=True):
    """`job_arn` and `units_per_copy` (custom model units) are those of an import job's model;
    a model that SageMaker trained has neither."""

    run_id: str
    model_arn: str
    invocation: Invocation
    job_arn: str | None = None
    architecture: str | None = None
    units_per_copy: int | None = None


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
    data: PreparedData | None
    model: ChosenModel | None
    serving_arn: str | None
    live_parameter: str | None
    published_at: str
    imported: ImportedModel | None = None
    """In the place of `data` and `model`, where the weights were trained elsewhere."""

    @property
    def invocation(self) -> Invocation:
        return self.imported.invocation if self.imported else self.request.invocation

    @property
    def model_arn(self) -> str:
        made = self.imported or self.model
        return made.model_arn if made else ""


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
    deleted_imports: tuple[str, ...] = ()
    abandoned_imports: tuple[str, ...] = ()
    """Import jobs that cannot be stopped: their models are deleted once they exist."""
