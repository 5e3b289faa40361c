"""What the service asks of a customization job of one base model by one technique."""

from math import inf
from typing import Literal

import msgspec

RecordFormat = Literal[
    "chat",
    "claude-messages",
    "converse",
    "image-caption",
    "prompt-completion",
    "prompts",
    "raw-text",
]


class HyperParameter(msgspec.Struct, frozen=True, kw_only=True):
    type: Literal["integer", "number"]
    minimum: float = -inf
    maximum: float = inf
    default: str | None = None
    """None: it must be given."""
    words: list[str] = []
    """Taken instead of a number."""


class Teacher(msgspec.Struct, frozen=True, rename="camel"):
    model_id: str
    inference: Literal["on-demand", "inference-profile", "either"]
    """How a job may name it."""


class CustomizationRules(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    record_format: RecordFormat
    least_records: int
    most_records: int
    """Training and validation records together."""
    hyper_parameters: str = ""
    """Name of the family whose ranges apply; empty: none can be given."""
    takes_validation_data: bool = True
    takes_reasoning: bool = False
    takes_many_turns: bool = True
    """In the prompts of a distillation."""
    reserved_words: list[str] = []
    teachers: list[Teacher] = []
