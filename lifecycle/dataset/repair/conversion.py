"""Writes a dialogue as a record of the format that a model is trained on."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from lifecycle.dataset.formats.conversation import SCHEMA_VERSION
from lifecycle.dataset.repair.dialogue import Dialogue, Unreadable
from lifecycle.dataset.rules import DatasetRules, FormatName

JsonObject = dict[str, Any]


def record_from(dialogue: Dialogue, rules: DatasetRules) -> JsonObject:
    """Raises Unreadable where the format has no place for what was said."""
    write = _WRITERS.get(rules.format)
    if write is None:
        raise Unreadable(f"a dialogue is no record of {rules.format}")
    require_question_and_answer([role for role, _ in dialogue.spoken], rules)
    return write(dialogue)


def require_question_and_answer(roles: Sequence[str], rules: DatasetRules) -> None:
    if not roles or roles[0] != "user" or (rules.answer_required and roles[-1] != "assistant"):
        raise Unreadable("it does not start with the user and end with the assistant")


def has_merged_turns(dialogue: Dialogue) -> bool:
    roles = [role for role, _ in dialogue.spoken]
    return any(role == following for role, following in zip(roles, roles[1:], strict=False))


def _converse(dialogue: Dialogue) -> JsonObject:
    """Turns of one role in a row become one turn with a block for each: no word is lost."""
    record: JsonObject = {"schemaVersion": SCHEMA_VERSION}
    if dialogue.system:
        record["system"] = [{"text": "\n".join(dialogue.system)}]
    record["messages"] = [
        {"role": role, "content": [{"text": text} for _, text in turns]}
        for role, turns in groupby(dialogue.spoken, key=lambda turn: turn.role)
    ]
    return record


def _claude(dialogue: Dialogue) -> JsonObject:
    if has_merged_turns(dialogue):
        raise Unreadable("two turns of one role cannot be one text without a loss")
    system = {"system": "\n".join(dialogue.system)} if dialogue.system else {}
    return system | {"messages": [_message(role, text) for role, text in dialogue.spoken]}


def _prompt_completion(dialogue: Dialogue) -> JsonObject:
    if [role for role, _ in dialogue.spoken] != ["user", "assistant"]:
        raise Unreadable("it has more than one prompt and one completion")
    (_, asked), (_, answered) = dialogue.spoken
    return {"prompt": "\n\n".join((*dialogue.system, asked)), "completion": answered}


def _chat(dialogue: Dialogue) -> JsonObject:
    """For reinforcement: the last answer is what the grader compares with."""
    *turns, last = dialogue.turns
    if last.role != "assistant":
        return {"messages": [_message(role, text) for role, text in dialogue.turns]}
    return {
        "messages": [_message(role, text) for role, text in turns],
        "reference_answer": last.text,
    }


def _message(role: str, text: str) -> JsonObject:
    return {"role": role, "content": text}


_WRITERS: dict[FormatName, Callable[[Dialogue], JsonObject]] = {
    "converse": _converse,
    "distillation-prompts": _converse,
    "claude-messages": _claude,
    "prompt-completion": _prompt_completion,
    "rft-chat": _chat,
}
