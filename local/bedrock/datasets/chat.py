"""Tasks in the chat format of OpenAI: a conversation to be continued, and what a grader is told."""

import json
from dataclasses import dataclass
from typing import Any

from local.bedrock.conversation import prompt_of
from local.bedrock.datasets.fields import filled_text, listed
from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.learning.prompts import Prompt

_ROLES = ("system", "user", "assistant")
_NOT_FOR_THE_GRADER = {"id", "messages", "tools"}


@dataclass(frozen=True)
class ChatTask:
    messages: list[dict[str, Any]]
    metadata: dict[str, Any]
    """The reference answer, and all else that the record holds."""

    @property
    def prompt(self) -> Prompt:
        system = [each["content"] for each in self.messages if each["role"] == "system"]
        turns = [each["content"] for each in self.messages if each["role"] != "system"]
        return prompt_of(system, turns)

    def right_answers(self) -> list[str]:
        """The reference answer as text; of an object also its plain values, each alone."""
        reference = self.metadata.get("reference_answer")
        if not isinstance(reference, dict):
            return [reference] if reference else []
        plain = [str(each) for each in reference.values() if isinstance(each, str | int | float)]
        return [json.dumps(reference, ensure_ascii=False), *plain]


def read_task(record: dict[str, Any]) -> ChatTask:
    """Raises RecordInvalid."""
    messages = listed(record.get("messages"), "messages")
    for at, message in enumerate(messages):
        _assert_message(message, is_first=at == 0)
    if not messages or messages[-1]["role"] != "user":
        raise RecordInvalid("messages must end with a turn of the user")
    if "reference_answer" in record:
        _assert_reference(record["reference_answer"])
    metadata = {name: each for name, each in record.items() if name not in _NOT_FOR_THE_GRADER}
    return ChatTask(messages, metadata)


def _assert_message(message: Any, is_first: bool) -> None:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise RecordInvalid(f"the role of a message must be one of {', '.join(_ROLES)}")
    if message["role"] == "system" and not is_first:
        raise RecordInvalid("the message of the system must be the first")
    filled_text(message, "content")


def _assert_reference(reference: Any) -> None:
    if not isinstance(reference, str | dict) or not reference:
        raise RecordInvalid("reference_answer must be a string or an object that is not empty")
