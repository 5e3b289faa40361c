"""What the steps of an import hand on: checked weights, the job, and the model it made."""

from msgspec import Struct

from lifecycle.invocation.family import Invocation
from lifecycle.waits import Target
from lifecycle.weights.check import ModelSummary


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
