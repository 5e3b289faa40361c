"""Records in the Converse format: every turn of the assistant is something to learn."""

from typing import Any

from local.bedrock.conversation import prompt_of
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import listed
from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.learning.lessons import Example

_ROLES = ("user", "assistant")
_ALLOWED = {"user": {"text", "image", "video"}, "assistant": {"text", "reasoningContent"}}


def converse_examples(record: dict[str, Any], rules: CustomizationRules) -> list[Example]:
    system = [_text_of_block(block) for block in listed(record.get("system", []), "system")]
    messages = listed(record.get("messages"), "messages")
    if len(messages) < 2 or len(messages) % 2:
        raise RecordInvalid("messages must be pairs of a user and an assistant turn")
    turns = [_text_of_turn(message, _ROLES[at % 2]) for at, message in enumerate(messages)]
    return [
        Example(prompt_of(system, turns[:answer]), turns[answer])
        for answer in range(1, len(turns), 2)
    ]


def _text_of_turn(message: Any, role: str) -> str:
    if not isinstance(message, dict) or message.get("role") != role:
        raise RecordInvalid("roles must alternate between user and assistant, starting with user")
    blocks = listed(message.get("content"), "content")
    for block in blocks:
        _assert_allowed(block, role)
    text = "\n".join(_text_of_block(block) for block in blocks if "text" in block)
    if not text.strip() and all("text" in block for block in blocks):
        raise RecordInvalid(f"the content of a turn of the {role} is empty")
    return text


def _assert_allowed(block: Any, role: str) -> None:
    if not isinstance(block, dict) or len(block) != 1:
        raise RecordInvalid("a content block must be an object with exactly one member")
    if not _ALLOWED[role].issuperset(block):
        raise RecordInvalid(f"{next(iter(block))} is not allowed in a turn of the {role}")


def _text_of_block(block: Any) -> str:
    text = block.get("text") if isinstance(block, dict) else None
    if not isinstance(text, str):
        raise RecordInvalid("a text block must be an object with a string as its text")
    return text
