"""What was trained elsewhere and can be imported: architectures, limits, model packages."""

from datetime import date
from typing import Literal

from msgspec import Struct

from lifecycle.catalog.models import Modality


class ImportArchitecture(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`architecture` as `architectures` in the model's config.json names it."""

    architecture: str
    name: str
    regions: tuple[str, ...]
    invocation: Literal["converse", "completion"]
    """`completion`: InvokeModel only; the model does not take Converse."""
    modalities: tuple[Modality, ...]
    max_context: int
    """In tokens, inclusive."""
    quantizations: tuple[str, ...] = ()
    """Methods, as `quantization_config` names them, of weights that are published quantized."""
    source: str
    read_on: date

    @property
    def is_multimodal(self) -> bool:
        return len(self.modalities) > 1


class ImportLimits(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of CreateModelImportJob. Sizes in bytes, inclusive."""

    required_files: tuple[str, ...]
    tokenizer_files: tuple[str, ...]
    """At least one of them."""
    weights_suffix: str
    max_text_bytes: int
    max_multimodal_bytes: int
    max_models: int
    """In one account and region, before a quota increase."""
    transformers: str
    """The version of the library that the service loads the model with."""
    source: str
    read_on: date

    def max_bytes(self, architecture: ImportArchitecture) -> int:
        return self.max_multimodal_bytes if architecture.is_multimodal else self.max_text_bytes


class ModelPackages(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of CreateCustomModel: models of these bases, trained in SageMaker."""

    models: tuple[str, ...]
    regions: tuple[str, ...]
    source: str
    read_on: date
