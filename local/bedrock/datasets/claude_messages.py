"""Records in the message format of Claude: turns of plain text."""

from typing import Any

from local.bedrock.conversation import prompt_of
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import filled_text, listed
from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.datasets.media import Look
from local.bedrock.learning.lessons import Example

_ROLES = ("user", "assistant")


def claude_messages_examples(
    record: dict[str, Any], rules: CustomizationRules, look: Look
) -> list[Example]:
    system = [filled_text(record, "system")] if "system" in record else []
    messages = listed(record.get("messages"), "messages")
    if len(messages) < 2 or len(messages) % 2:
        raise RecordInvalid("messages must be pairs of a user and an assistant turn")
    turns = [_text(message, _ROLES[at % 2]) for at, message in enumerate(messages)]
    return [
        Example(prompt_of(system, turns[:answer]), turns[answer])
        for answer in range(1, len(turns), 2)
    ]


def _text(message: Any, role: str) -> str:
    if not isinstance(message, dict) or message.get("role") != role:
        raise RecordInvalid("roles must alternate between user and assistant, starting with user")
    return filled_text(message, "content")
