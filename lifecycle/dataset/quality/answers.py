"""Finds answers that teach nothing or the wrong thing."""

import re
from enum import StrEnum

import msgspec


class AnswerFault(StrEnum):
    """The values are parts of finding codes."""

    PLACEHOLDER = "placeholder"
    COPIES_PROMPT = "copies-prompt"
    NOT_JSON = "not-json"


def answer_faults(system: str, prompt: str, answer: str) -> list[AnswerFault]:
    """`prompt` is the last turn before the answer."""
    faults = []
    if len(answer) <= _PLACEHOLDER_MAX and _PLACEHOLDER.fullmatch(answer):
        faults.append(AnswerFault.PLACEHOLDER)
    if _copies(prompt, answer):
        faults.append(AnswerFault.COPIES_PROMPT)
    if (demands_json(prompt) or demands_json(system)) and not is_json(answer):
        faults.append(AnswerFault.NOT_JSON)
    return faults


def demands_json(prompt: str) -> bool:
    """Whether it says that the answer is to be JSON, not only that JSON is its subject."""
    mentions = "JSON" in prompt or "json" in prompt
    return mentions and _JSON_DEMAND.search(prompt) is not None


def is_json(answer: str) -> bool:
    """An object or an array, in a Markdown fence or not."""
    fenced = _FENCE.fullmatch(answer)
    content = fenced[1] if fenced else answer.strip()
    if not content.startswith(("{", "[")):
        return False
    try:
        msgspec.json.decode(content, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _copies(prompt: str, answer: str) -> bool:
    """The same but for case and spaces; or a prompt of some length, repeated as it is."""
    if len(prompt) >= _REPEATED_MIN and len(answer) > len(prompt):
        return prompt in answer
    if abs(len(prompt) - len(answer)) > _SPACES_MAX:
        return False
    return prompt.lower().split() == answer.lower().split()


_PLACEHOLDER_MAX = 20
_PLACEHOLDER = re.compile(
    r"\s*(?:[\W_]+|n/?a|none|null|nil|nan|undefined|todo|tbd|fixme|xxx+|test|placeholder"
    r"|lorem ipsum|\[object object\])[.!]?\s*",
    re.IGNORECASE,
)
_REPEATED_MIN = 60
_SPACES_MAX = 8

_FENCE = re.compile(r"\s*```(?:json|JSON)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL)
_JSON_DEMAND = re.compile(
    r"\b(?:as|in|with|only|output|return|produce|provide|be|respond|reply|answer)"
    r"(?: (?:only|an?|the|one|single|valid|strict|raw|pure|well-formed|following|resulting)){0,5}"
    r" json(?! (?:file|string|schema|document|data|input|path)\b)\b"
    r"|\bjson only\b|\bjson format\b",
    re.IGNORECASE,
)
