"""What accept_request hands on, and every later step reads."""

from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.distillation import AcceptedTeacher
from lifecycle.guidance import Guidance, guided
from lifecycle.invocation.family import Invocation
from lifecycle.request import DeploymentMode, Technique
from lifecycle.request_data import InvocationLogs
from lifecycle.run.landed import ObjectVersion
from lifecycle.trial import Trial
from lifecycle.weights.request import AcceptedWeights


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
