"""Prompts for a teacher to answer, some perhaps with the answer that is wanted."""

from dataclasses import dataclass
from typing import Any

from local.bedrock.conversation import prompt_of
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.converse import system_texts, text_of_turn
from local.bedrock.datasets.fields import assert_unreserved, listed
from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.learning.prompts import Prompt

_SCHEMA = "bedrock-conversation-2024"
_ROLES = ("user", "assistant")
_SINGLE_TURN = 2


@dataclass(frozen=True)
class TeacherPrompt:
    prompt: Prompt
    answer: str | None
    """None: the teacher is asked."""


def read_prompt(record: dict[str, Any], rules: CustomizationRules) -> TeacherPrompt:
    """Raises RecordInvalid."""
    if record.get("schemaVersion") != _SCHEMA:
        raise RecordInvalid(f"schemaVersion must be {_SCHEMA}")
    system, messages = system_texts(record), listed(record.get("messages"), "messages")
    if not messages:
        raise RecordInvalid("messages must start with a turn of the user")
    if len(messages) > _SINGLE_TURN and not rules.takes_many_turns:
        raise RecordInvalid("this model is distilled from prompts of a single turn only")
    turns = [_text(message, _ROLES[at % 2]) for at, message in enumerate(messages)]
    assert_unreserved((*system, *turns), rules.reserved_words)
    if len(turns) % 2:
        return TeacherPrompt(prompt_of(system, turns), None)
    return TeacherPrompt(prompt_of(system, turns[:-1]), turns[-1])


def _text(message: Any, role: str) -> str:
    text = text_of_turn(message, role)
    if [set(block) for block in message["content"]] != [{"text"}]:
        raise RecordInvalid("the content of a turn must be exactly one text")
    return text
