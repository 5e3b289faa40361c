"""What a dataset must keep: one set of rules for each family of models and technique."""

from datetime import date
from typing import Literal

from msgspec import Struct

from lifecycle.dataset.findings import Severity
from lifecycle.request import Technique

MediaKind = Literal["image", "video", "document"]
FormatName = Literal[
    "converse",
    "prompt-completion",
    "claude-messages",
    "image-caption",
    "pretraining-text",
    "rft-chat",
    "distillation-prompts",
    "invocation-log",
]


class MediaRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Of one kind of media. Sizes in bytes, sides in pixels; 0 is no limit."""

    kind: MediaKind
    formats: tuple[str, ...]
    source: str
    disputed_formats: tuple[str, ...] = ()
    """Some sources allow them, some do not: a warning."""
    max_per_record: int = 0
    max_bytes: int = 0
    min_side: int = 0
    max_side: int = 0
    max_pixels: int = 0
    max_aspect_ratio: float = 0
    max_seconds: int = 0


class ReservedWords(Struct, frozen=True, forbid_unknown_fields=True):
    """`turn`: at the start of a text or of a line in it; `line`: only after a line break."""

    words: tuple[str, ...]
    where: Literal["turn", "line", "anywhere"]
    severity: Severity
    source: str


class DatasetRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bounds are inclusive; 0 is no limit. Tokens are the model's, and so only ever estimated."""

    models: tuple[str, ...]
    technique: Technique
    format: FormatName
    source: str
    read_on: date

    min_records: int = 1
    max_records: int
    """Of training and validation together."""
    validation: bool = True
    min_validation_records: int = 0
    max_validation_records: int = 0
    max_file_bytes: int = 0
    max_validation_file_bytes: int = 0
    max_line_bytes: int = 0

    max_tokens: int = 0
    """Of one record, prompt and answer together."""
    max_prompt_tokens: int = 0
    max_answer_tokens: int = 0
    min_answer_characters: int = 0
    max_answer_characters: int = 0
    characters_per_token: float = 4.0
    """Of ASCII text. Other scripts count by their bytes in UTF-8: they take more tokens, too."""

    schema_version: Literal["any", "fixed-if-present", "fixed"] = "any"
    min_messages: int = 2
    max_messages: int = 0
    alternating: bool = True
    max_system_blocks: int = 0
    answer_required: bool = True
    text_only: bool = False
    """One text block for each turn, nothing else."""
    reasoning: bool = False
    tools: bool = False
    uniform: bool = False
    """Optional parts should be in all records or in none."""
    media: tuple[MediaRules, ...] = ()
    reserved: tuple[ReservedWords, ...] = ()

    def media_of(self, kind: MediaKind) -> MediaRules | None:
        return next((rules for rules in self.media if rules.kind == kind), None)
