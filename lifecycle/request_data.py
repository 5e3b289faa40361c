"""The data of a request: files beside job.yaml, or logs of model invocations."""

from pathlib import PurePosixPath
from typing import Annotated

from msgspec import Meta, Struct

MANIFEST_NAME = "job.yaml"
FILE_MAX_BYTES = 200  # with the longest job name before it, an S3 key stays within 1,024 bytes
AUTO_VALIDATION = "auto"
NO_VALIDATION = "none"
_VALIDATION_WORDS = (AUTO_VALIDATION, NO_VALIDATION)

# The S3Uri of the Amazon Bedrock API; `$` alone also matches before a last line break.
_S3_PATH = r"(/[-!_*'().a-z0-9A-Z]+(/[-!_*'().a-z0-9A-Z]+)*)?/?"
S3Uri = Annotated[
    str,
    Meta(max_length=1024, pattern=rf"^s3://[a-z0-9][-.a-z0-9]{{1,61}}[a-z0-9]{_S3_PATH}$(?!\n)"),
]
# Request metadata as the API takes it: RequestMetadataMap.
_METADATA = r"^[a-zA-Z0-9\s._:/=+$@-]"
_MetadataKey = Annotated[str, Meta(pattern=_METADATA + r"{1,256}$(?!\n)")]
_MetadataValue = Annotated[str, Meta(pattern=_METADATA + r"{0,256}$(?!\n)")]
Metadata = Annotated[dict[_MetadataKey, _MetadataValue], Meta(min_length=1, max_length=1)]


class MetadataFilter(Struct, frozen=True, forbid_unknown_fields=True):
    """Keeps invocations by one key of their request metadata."""

    equals: Metadata | None = None
    not_equals: Metadata | None = None

    def __post_init__(self) -> None:
        _require_one(self, "equals", "not_equals")


_Filters = Annotated[tuple[MetadataFilter, ...], Meta(min_length=1, max_length=16)]


class MetadataFilters(Struct, frozen=True, forbid_unknown_fields=True):
    """One filter, or one boolean operator over filters; the API nests no deeper."""

    equals: Metadata | None = None
    not_equals: Metadata | None = None
    all_of: _Filters | None = None
    any_of: _Filters | None = None

    def __post_init__(self) -> None:
        _require_one(self, "equals", "not_equals", "all_of", "any_of")


class InvocationLogs(Struct, frozen=True, forbid_unknown_fields=True):
    """What model invocation logging delivered under `source`.

    `use_prompt_response` learns from the logged answers too, which must be the teacher's own;
    otherwise the teacher answers the logged prompts again.
    """

    source: S3Uri
    use_prompt_response: bool = False
    metadata_filters: MetadataFilters | None = None


class Data(Struct, frozen=True, forbid_unknown_fields=True):
    """Files beside job.yaml, or folders of texts, by names that end in "/".

    `validation` may also be `auto` (split by prompt) or `none`.
    """

    training: str | None = None
    validation: str = AUTO_VALIDATION
    test: str | None = None
    invocation_logs: InvocationLogs | None = None

    def __post_init__(self) -> None:
        for file in self.files():
            require_path_beside_manifest(file)

    def files(self) -> tuple[str, ...]:
        validation = None if self.validation in _VALIDATION_WORDS else self.validation
        declared = (self.training, validation, self.test)
        return tuple(file for file in declared if file is not None)


def _require_one(struct: Struct, *fields: str) -> None:
    if sum(getattr(struct, field) is not None for field in fields) != 1:
        raise ValueError(f"exactly one of {', '.join(f'`{field}`' for field in fields)} is needed")


def require_path_beside_manifest(file: str) -> None:
    if file.startswith("s3://"):
        raise ValueError(f"{file!r}: s3:// sources are not yet supported; put the file beside it")
    if len(file.encode()) > FILE_MAX_BYTES:
        raise ValueError(f"the file name {file[:20]!r}… is longer than {FILE_MAX_BYTES} bytes")
    path = PurePosixPath(file)
    plain = path.parts and str(path) == file.removesuffix("/") and min(file) >= " "
    if not plain or path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{file!r} is not a plain path beside job.yaml")
    if file in _VALIDATION_WORDS:
        raise ValueError(f"{file!r} is a word of `validation`; give the file another name")
    if file == MANIFEST_NAME:
        raise ValueError("job.yaml cannot be its own data")
