"""`job.yaml`: what an ML engineer asks for, as a value that cannot be wrong once made."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lifecycle.errors import NotYetSupported, RequestInvalid
from lifecycle.request_data import AUTO_VALIDATION, MANIFEST_NAME, NO_VALIDATION, Data
from lifecycle.technique import Technique
from lifecycle.technique_fields import require_fields_of
from lifecycle.weights.request import Weights
from lifecycle.yaml_document import decode_document

__all__ = [
    "AUTO_VALIDATION",
    "MANIFEST_MAX_BYTES",
    "MANIFEST_NAME",
    "NO_VALIDATION",
    "Data",
    "Deployment",
    "DeploymentMode",
    "Hyperparameter",
    "JobRequest",
    "Teacher",
    "Technique",
    "parse_request",
    "require_folder",
]

MANIFEST_MAX_BYTES = 64 * 1024


class DeploymentMode(StrEnum):
    ON_DEMAND = "on-demand"
    PROVISIONED = "provisioned"
    NONE = "none"


class Deployment(Struct, frozen=True, forbid_unknown_fields=True):
    mode: DeploymentMode = DeploymentMode.ON_DEMAND


class Teacher(Struct, frozen=True, forbid_unknown_fields=True):
    """The model that a distillation learns from. `max_response_length` in tokens."""

    model: Annotated[str, Meta(min_length=1, max_length=2048)]
    max_response_length: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 1_000


MAX_TRIALS = 16  # what the history of one execution holds, even where each trial queues for a day


class Sweep(Struct, frozen=True, forbid_unknown_fields=True):
    """What a list among the hyper-parameters may come to."""

    max_trials: Annotated[int, Meta(ge=1, le=MAX_TRIALS)] = 8
    keep_all_models: bool = False


class Evaluation(Struct, frozen=True, forbid_unknown_fields=True):
    allow_over_fit: bool = False


WholeNumber = Annotated[int, Meta(ge=-(2**53), le=2**53)]
SingleValue = WholeNumber | float | str
Hyperparameter = SingleValue | list[SingleValue]
# `$` alone also matches before a last line break.
JobName = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]+$(?!\n)")]
GraderName = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)")]
"""Of a file in graders/, with dashes: `exact-answer` is graders/exact_answer.py."""


class JobRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of job.yaml, in the vocabulary of Amazon Bedrock.

    Which of them a technique takes and needs stands in technique_fields.
    """

    name: JobName
    technique: Technique
    base_model: Annotated[str, Meta(max_length=2048)] = ""
    data: Data = Data()
    teacher: Teacher | None = None
    grader: GraderName | None = None
    weights: Weights | None = None
    hyperparameters: dict[str, Hyperparameter] = {}
    sweep: Sweep = Sweep()
    evaluation: Evaluation = Evaluation()
    deployment: Deployment = Deployment()

    def __post_init__(self) -> None:
        require_fields_of(self.technique, set(self._given()))

    def declared_files(self) -> tuple[str, ...]:
        """Those that end with a slash are folders."""
        folder = self.weights.folder if self.weights else None
        return (*self.data.files(), folder) if folder else self.data.files()

    def _given(self) -> Iterator[str]:
        yield from (name for name in self.__struct_fields__ if getattr(self, name))
        yield from (f"data.{name}" for name in Data.__struct_fields__ if getattr(self.data, name))


def parse_request(document: bytes, source: str) -> JobRequest:
    """Read job.yaml (YAML or JSON). Raises RequestInvalid or NotYetSupported, naming the field."""
    if len(document) > MANIFEST_MAX_BYTES:
        raise RequestInvalid(
            f"job.yaml is longer than {MANIFEST_MAX_BYTES} bytes",
            where=source,
            fix="keep data in files of their own and name them under `data:`",
        )
    content = _decode(document, source)
    _refuse_unfinished_fields(content, source)
    try:
        return msgspec.convert(content, JobRequest)
    except msgspec.ValidationError as error:
        raise RequestInvalid(
            f"job.yaml: {error}", where=source, fix="see the request section of the README"
        ) from error


def require_folder(request: JobRequest, folder: str) -> None:
    """The folder under jobs/ names the job, so that one name never has two homes."""
    if request.name != folder:
        raise RequestInvalid(
            f"job.yaml names the job {request.name!r} but lies in the folder {folder!r}",
            where=f"jobs/{folder}/{MANIFEST_NAME}",
            fix="give the folder and `name` the same value",
        )


# Fields of the full request that the lifecycle does not act on yet. Ignoring a budget would be
# worse than refusing it.
_UNFINISHED_FIELDS = ("budget", "notify")
_UNFINISHED_EVALUATION = ("metric", "must_beat_base_by")


def _refuse_unfinished_fields(content: object, source: str) -> None:
    if not isinstance(content, dict):
        return
    unfinished = [field for field in _UNFINISHED_FIELDS if field in content]
    evaluation = content.get("evaluation")
    if isinstance(evaluation, dict):
        unfinished += [f"evaluation.{f}" for f in _UNFINISHED_EVALUATION if f in evaluation]
    if unfinished:
        raise NotYetSupported(
            f"`{unfinished[0]}` is not yet supported",
            where=source,
            fix=f"remove `{unfinished[0]}` for now",
        )


def _decode(document: bytes, source: str) -> object:
    try:
        return decode_document(document)
    except ValueError as error:
        raise RequestInvalid(
            f"job.yaml is neither YAML nor JSON: {error}",
            where=source,
            fix="write it as YAML in UTF-8; `tailor validate` reads it the same way",
        ) from error
