"""Records in the Converse format: every turn of the assistant is something to learn."""

from typing import Any

from local.bedrock.conversation import prompt_of, reasoning_prompt
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.datasets.fields import listed
from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.datasets.media import Look, image_uri
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Image

_ROLES = ("user", "assistant")
_ALLOWED = {"user": {"text", "image", "video"}, "assistant": {"text", "reasoningContent"}}
_MOST_IMAGES = 10


def converse_examples(
    record: dict[str, Any], rules: CustomizationRules, look: Look
) -> list[Example]:
    system, messages = system_texts(record), _messages(record)
    turns = [text_of_turn(message, _ROLES[at % 2]) for at, message in enumerate(messages)]
    images = [_images(message, look) for message in messages]
    if sum(map(len, images)) > _MOST_IMAGES:
        raise RecordInvalid(f"there are more than {_MOST_IMAGES} images")
    examples = []
    for answer in range(1, len(turns), 2):
        shown = [image for earlier in images[:answer] for image in earlier]
        prompt = prompt_of(system, turns[:answer], shown)
        if reasoning := _reasoning(messages[answer], rules):
            examples.append(Example(reasoning_prompt(prompt), reasoning))
        examples.append(Example(prompt, turns[answer]))
    return examples


def system_texts(record: dict[str, Any]) -> list[str]:
    return [_text_of_block(block) for block in listed(record.get("system", []), "system")]


def text_of_turn(message: Any, role: str) -> str:
    if not isinstance(message, dict) or message.get("role") != role:
        raise RecordInvalid("roles must alternate between user and assistant, starting with user")
    blocks = listed(message.get("content"), "content")
    for block in blocks:
        _assert_allowed(block, role)
    text = "\n".join(_text_of_block(block) for block in blocks if "text" in block)
    if not text.strip() and all("text" in block for block in blocks):
        raise RecordInvalid(f"the content of a turn of the {role} is empty")
    return text


def _messages(record: dict[str, Any]) -> list[Any]:
    messages = listed(record.get("messages"), "messages")
    if len(messages) < 2 or len(messages) % 2:
        raise RecordInvalid("messages must be pairs of a user and an assistant turn")
    return messages


def _images(message: dict[str, Any], look: Look) -> list[Image]:
    return [look(image_uri(block["image"])) for block in message["content"] if "image" in block]


def _reasoning(message: dict[str, Any], rules: CustomizationRules) -> str:
    blocks = [block for block in message["content"] if "reasoningContent" in block]
    if blocks and not rules.takes_reasoning:
        raise RecordInvalid("reasoningContent is not supported by this model")
    return "\n".join(_reasoning_text(block["reasoningContent"]) for block in blocks)


def _reasoning_text(content: Any) -> str:
    if not isinstance(content, dict) or set(content) != {"reasoningText"}:
        raise RecordInvalid("reasoningContent must be an object with reasoningText only")
    return _text_of_block(content["reasoningText"])


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
