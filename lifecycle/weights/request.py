"""`weights` of job.yaml: what an import takes in, and where a run finds it."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lifecycle.request_data import S3Uri, require_path_beside_manifest

# ModelPackageArn of the Amazon Bedrock API; `$` alone also matches before a last line break.
_MODEL_PACKAGE = (
    r"^arn:aws(-[a-z]+)*:sagemaker:[a-z0-9-]{9,16}:[0-9]{12}"
    r":model-package/[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}(/[0-9]{1,9})?$(?!\n)"
)
ModelPackageArn = Annotated[str, Meta(max_length=2048, pattern=_MODEL_PACKAGE)]


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """Either `source`, a folder in the Hugging Face layout, beside job.yaml or at an s3:// URI; or
    `model_package`, a model that was trained in SageMaker."""

    source: str | None = None
    model_package: ModelPackageArn | None = None

    def __post_init__(self) -> None:
        if (self.source is None) == (self.model_package is None):
            raise ValueError("exactly one of `source`, `model_package` is needed")
        if self.source and self.source.startswith("s3://"):
            _require_uri(self.source)
        elif self.source is not None:
            _require_folder(self.source)

    @property
    def folder(self) -> str | None:
        """The folder beside job.yaml, where there is one."""
        return self.source if self.source and not self.source.startswith("s3://") else None


class FolderWeights(Struct, frozen=True, tag="folder"):
    """`folder` beside job.yaml, whose files were pinned when they landed; else `uri`."""

    uri: str = ""
    folder: str = ""
    prefix: str = ""
    """Of the keys of a landed folder in the intake bucket; ends with a slash."""

    def location(self, intake_bucket: str) -> tuple[str, str]:
        """The bucket, and the prefix of all keys, which ends with a slash."""
        if self.folder:
            return intake_bucket, self.prefix
        bucket, _, prefix = self.uri.removeprefix("s3://").partition("/")
        return bucket, f"{prefix.rstrip('/')}/" if prefix else ""


class PackageWeights(Struct, frozen=True, tag="model-package"):
    model_package: str


AcceptedWeights = FolderWeights | PackageWeights


def _require_uri(source: str) -> None:
    try:
        msgspec.convert(source, S3Uri)
    except msgspec.ValidationError as error:
        message = f"{source!r} is no S3 URI that Bedrock takes: none of `=`, `:`, `+`, space, `//`"
        raise ValueError(message) from error


def _require_folder(source: str) -> None:
    if not source.endswith("/"):
        raise ValueError(f"{source!r}: a folder beside job.yaml ends with a slash")
    require_path_beside_manifest(source.removesuffix("/"))
