"""`job.yaml`: what an ML engineer asks for, as a value that cannot be wrong once made."""

from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lifecycle.errors import NotYetSupported, RequestInvalid
from lifecycle.yaml_document import decode_document

MANIFEST_NAME = "job.yaml"
MANIFEST_MAX_BYTES = 64 * 1024
FILE_MAX_BYTES = 200  # with the longest job name before it, an S3 key stays within 1,024 bytes
AUTO_VALIDATION = "auto"
NO_VALIDATION = "none"
_VALIDATION_WORDS = (AUTO_VALIDATION, NO_VALIDATION)


class Technique(StrEnum):
    FINE_TUNING = "fine-tuning"
    CONTINUED_PRE_TRAINING = "continued-pre-training"
    DISTILLATION = "distillation"
    REINFORCEMENT_FINE_TUNING = "reinforcement-fine-tuning"
    IMPORT = "import"


class DeploymentMode(StrEnum):
    ON_DEMAND = "on-demand"
    PROVISIONED = "provisioned"
    NONE = "none"


class Data(Struct, frozen=True, forbid_unknown_fields=True):
    """Files beside job.yaml. `validation` may also be `auto` (split by prompt) or `none`."""

    training: str
    validation: str = AUTO_VALIDATION
    test: str | None = None

    def __post_init__(self) -> None:
        for file in self.files():
            _require_path_beside_manifest(file)

    def files(self) -> tuple[str, ...]:
        validation = None if self.validation in _VALIDATION_WORDS else self.validation
        declared = (self.training, validation, self.test)
        return tuple(file for file in declared if file is not None)


class Deployment(Struct, frozen=True, forbid_unknown_fields=True):
    mode: DeploymentMode = DeploymentMode.ON_DEMAND


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


class JobRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of job.yaml, in the vocabulary of Amazon Bedrock."""

    name: JobName
    technique: Technique
    base_model: Annotated[str, Meta(min_length=1, max_length=2048)]
    data: Data
    hyperparameters: dict[str, Hyperparameter] = {}
    sweep: Sweep = Sweep()
    evaluation: Evaluation = Evaluation()
    deployment: Deployment = Deployment()

    def declared_files(self) -> tuple[str, ...]:
        return self.data.files()


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


def _require_path_beside_manifest(file: str) -> None:
    if file.startswith("s3://"):
        raise ValueError(f"{file!r}: s3:// sources are not yet supported; put the file beside it")
    if len(file.encode()) > FILE_MAX_BYTES:
        raise ValueError(f"the file name {file[:20]!r}… is longer than {FILE_MAX_BYTES} bytes")
    path = PurePosixPath(file)
    plain = path.parts and str(path) == file and min(file) >= " "
    if not plain or path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{file!r} is not a plain path beside job.yaml")
    if file in _VALIDATION_WORDS:
        raise ValueError(f"{file!r} is a word of `validation`; give the file another name")
    if file == MANIFEST_NAME:
        raise ValueError("job.yaml cannot be its own data")
