"""The published range of one hyper-parameter."""

import math
from typing import Literal

from msgspec import Struct


class HyperparameterRange(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bounds are inclusive, as the service states them. Of type `text`, only words are allowed.

    Without a default and not required, it is left to the service unless it is asked for.
    """

    type: Literal["integer", "number", "text"]
    min: float = -math.inf
    max: float = math.inf
    default: float | str | None = None
    words: tuple[str, ...] = ()
    """Allowed instead of a number, such as `auto`; sent in the case that stands here."""
    required: bool = False

    def __post_init__(self) -> None:
        if self.required and self.default is not None:
            raise ValueError("what has a default is not required")

    def admits(self, value: float) -> bool:
        whole = self.type == "number" or (self.type == "integer" and value.is_integer())
        return whole and self.min <= value <= self.max

    def as_text(self, value: float | str) -> str | None:
        """The way the API wants it; None for what is not allowed."""
        word = next((word for word in self.words if word.lower() == str(value).lower()), None)
        if word is not None:
            return word
        number = _number(value)
        if not self.admits(number):
            return None
        return str(int(number)) if self.type == "integer" else repr(number)

    def native(self, text: str) -> int | float | str:
        """What `as_text` made, as the JSON value that the typed APIs want."""
        if text in self.words:
            return text
        return int(text) if self.type == "integer" else float(text)

    def __str__(self) -> str:
        words = " or ".join(f'"{word}"' for word in self.words)
        bounds = f"{self.type} from {_shown(self.min)} to {_shown(self.max)}"
        numbers = "" if self.type == "text" else bounds
        allowed = " or ".join(part for part in (numbers, words) if part)
        return f"{allowed}, {self._without()}"

    def _without(self) -> str:
        """What happens where nothing is asked."""
        if self.required:
            return "required"
        if self.default is None:
            return "default left to the service"
        return f"default {_shown(self.default)}"


def _number(value: float | str) -> float:
    """NaN, which no range admits, for what is no number."""
    try:
        return float(value)
    except ValueError:
        return math.nan


def _shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
