"""Repairs one record: keeps what is sound as it is, converts what is of another schema."""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec

from lifecycle.dataset.formats.conversation import (
    SCHEMA_VERSION,
    Conversation,
    decode_conversation,
)
from lifecycle.dataset.repair.conversion import (
    has_merged_turns,
    record_from,
    require_question_and_answer,
)
from lifecycle.dataset.repair.dialogue import Unreadable, dialogue_of
from lifecycle.dataset.rules import DatasetRules, FormatName

JsonObject = dict[str, Any]
Note = Callable[[str], None]
"""Takes the kind of a change."""


def repaired_record(record: JsonObject, rules: DatasetRules, note: Note) -> JsonObject:
    """The very object where nothing had to change. Raises Unreadable."""
    if rules.format in ("converse", "distillation-prompts") and _is_conversation(record):
        return _conversation(record, rules, note)
    if _has_fields_of(rules.format, record):
        return record
    if rules.format == "pretraining-text" and isinstance(record.get("text"), str):
        note("converted-text")
        return {"input": record["text"]}
    return _converted(record, rules, note)


def _converted(record: JsonObject, rules: DatasetRules, note: Note) -> JsonObject:
    dialogue = dialogue_of(record)
    made = record_from(dialogue, rules)
    note(f"converted-{dialogue.schema}")
    for _ in dialogue.left_out:
        note("removed-field")
    if has_merged_turns(dialogue):
        note("merged-turns")
    return made


def _is_conversation(record: JsonObject) -> bool:
    """Of any version: turns whose content is a list of blocks without a type."""
    messages = record.get("messages")
    return isinstance(messages, list) and all(map(_is_turn, messages))


def _is_turn(message: object) -> bool:
    if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
        return False
    blocks = message.get("content")
    return isinstance(blocks, list) and not any(
        isinstance(block, dict) and "type" in block for block in blocks
    )


def _conversation(record: JsonObject, rules: DatasetRules, note: Note) -> JsonObject:
    require_question_and_answer([message["role"] for message in record["messages"]], rules)
    fields = Conversation.__struct_fields__
    kept = {name: value for name, value in record.items() if name in fields}
    for _ in range(len(record) - len(kept)):
        note("removed-field")
    if isinstance(kept.get("system"), str):
        note("converted-system")
        kept["system"] = [{"text": kept["system"]}]
    if kept.get("schemaVersion") != SCHEMA_VERSION:
        note("set-schema-version")
        kept.pop("schemaVersion", None)
        kept = {"schemaVersion": SCHEMA_VERSION} | kept
    merged = _merged(kept["messages"])
    if len(merged) < len(kept["messages"]):
        note("merged-turns")
        kept["messages"] = merged
    _require_conversation(kept)
    return record if kept == record else kept


def _merged(messages: list[JsonObject]) -> list[JsonObject]:
    """Turns of one role in a row become one, with the blocks of all."""
    return [
        {"role": role, "content": [block for turn in turns for block in turn["content"]]}
        for role, turns in groupby(messages, key=itemgetter("role"))
    ]


def _require_conversation(record: JsonObject) -> None:
    try:
        decode_conversation(msgspec.json.encode(record))
    except msgspec.ValidationError as error:
        raise Unreadable("it is no conversation of this format") from error


def _has_fields_of(name: FormatName, record: JsonObject) -> bool:
    fields = _TEXT_FIELDS.get(name)
    if fields:
        return all(isinstance(record.get(field), str) for field in fields)
    if name == "claude-messages":
        return record.keys() <= {"system", "messages"} and _has_turns(record, _CLAUDE_ROLES)
    if name == "rft-chat":
        return "reference_answer" in record and _has_turns(record, _CHAT_ROLES)
    return name == "invocation-log" and {"modelId", "input", "output"} <= record.keys()


def _has_turns(record: JsonObject, roles: frozenset[str]) -> bool:
    messages = record.get("messages")
    return isinstance(messages, list) and all(
        isinstance(message, dict)
        and message.get("role") in roles
        and isinstance(message.get("content"), str)
        for message in messages
    )


_CLAUDE_ROLES = frozenset({"user", "assistant"})
_CHAT_ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "bot"})
_TEXT_FIELDS: dict[FormatName, tuple[str, ...]] = {
    "prompt-completion": ("prompt", "completion"),
    "image-caption": ("image-ref", "caption"),
    "pretraining-text": ("input",),
}
