"""Tells by its first records that a file was written for another schema than the model's."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules, FormatName

LOOKED_AT = 10

JsonObject = dict[str, Any]


def foreign_schema(lines: Sequence[bytes], rules: DatasetRules) -> Problem | None:
    """Only where none of the first records is of the right schema, and all are of one other."""
    decode = reader_for(rules).decoders.loose
    first = lines[:LOOKED_AT]
    if not first or any(_takes(decode, line) for line in first):
        return None
    schemas = {_schema_of(line) for line in first}
    found = schemas.pop()
    if schemas or found is None or rules.format in _FORMATS_OF.get(found, ()):
        return None
    return Problem(
        code="other-schema",
        message=f"the records look like {found}; needed is {rules.format}",
        fix="run tailor validate … --fix DIR: it writes a converted copy",
        source=rules.source,
    )


def _takes(decode: Callable[[bytes], Any], line: bytes) -> bool:
    try:
        decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _schema_of(line: bytes) -> str | None:
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(record, dict):
        return None
    return next((name for name, is_it in _SCHEMAS.items() if is_it(record)), None)


def _messages(record: JsonObject) -> list[JsonObject]:
    """The messages, if all of them have a role; else none."""
    messages = record.get("messages")
    if not isinstance(messages, list):
        return []
    described = [one for one in messages if isinstance(one, dict) and "role" in one]
    return described if len(described) == len(messages) else []


def _is_converse(record: JsonObject) -> bool:
    return any(isinstance(message.get("content"), list) for message in _messages(record))


def _is_claude(record: JsonObject) -> bool:
    return isinstance(record.get("system"), str) and bool(_messages(record))


_SCHEMAS: dict[str, Callable[[JsonObject], bool]] = {
    "Claude messages": _is_claude,
    "Converse": _is_converse,
    "OpenAI chat": lambda record: bool(_messages(record)),
    "ShareGPT": lambda record: isinstance(record.get("conversations"), list),
    "Alpaca": lambda record: "instruction" in record and "output" in record,
    "prompt/completion": lambda record: {"prompt", "completion"} <= record.keys(),
    "image captions": lambda record: "image-ref" in record,
    "plain text": lambda record: bool({"input", "text"} & record.keys()) and len(record) == 1,
    "invocation logs": lambda record: {"modelId", "input", "output"} <= record.keys(),
}
_FORMATS_OF: dict[str, tuple[FormatName, ...]] = {
    "Claude messages": ("claude-messages",),
    "Converse": ("converse", "distillation-prompts"),
    "OpenAI chat": ("rft-chat", "claude-messages"),
    "prompt/completion": ("prompt-completion",),
    "image captions": ("image-caption",),
    "plain text": ("pretraining-text",),
}
