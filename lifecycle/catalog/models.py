"""The base models: how each is named, asked and dated."""

from datetime import date
from typing import Literal

from msgspec import Struct

Modality = Literal["text", "image", "video", "embedding"]
Invocation = Literal["converse", "titan-text", "titan-image", "titan-embedding", "cohere-command"]
LifecycleStatus = Literal["active", "legacy", "ended"]


class ModelLifecycle(Struct, frozen=True, forbid_unknown_fields=True):
    """What was published when the row was read; the service's own answer wins over it."""

    status: LifecycleStatus
    legacy_on: date | None = None
    ends_on: date | None = None
    """The last day, or the announced one. None: not published."""

    @property
    def is_live(self) -> bool:
        return self.status == "active"

    def __str__(self) -> str:
        dates = [
            f"{word} {day.isoformat()}"
            for word, day in (("legacy since", self.legacy_on), ("end of life", self.ends_on))
            if day
        ]
        return f"{self.status} ({', '.join(dates)})" if dates else self.status


class BaseModel(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    id: str
    """What Converse and InvokeModel take."""
    customization_id: str
    """What a customization job takes: often with the context length at the end."""
    name: str
    provider: str
    input_modalities: tuple[Modality, ...]
    output_modalities: tuple[Modality, ...]
    invocation: Invocation
    """The request body by which the model, and what is made of it, is asked."""
    lifecycle: ModelLifecycle
    source: str
    read_on: date

    def answers_to(self, identifier: str) -> bool:
        plain = identifier.split("foundation-model/")[-1]
        return plain in (self.id, self.customization_id)
