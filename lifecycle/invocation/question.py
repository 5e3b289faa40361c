"""What a model is asked, read from a record of a dataset: everything before the answer."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

from lifecycle.dataset.formats.claude_messages import ClaudeConversation
from lifecycle.dataset.formats.conversation import ContentBlock, Conversation, Message
from lifecycle.dataset.formats.image_caption import ImageCaption
from lifecycle.dataset.formats.pretraining_text import PretrainingText
from lifecycle.dataset.formats.prompt_completion import PromptCompletion
from lifecycle.dataset.formats.rft_chat import ChatLine
from lifecycle.dataset.rules import FormatName

CONTINUED_CHARACTERS = 400
"""Of a text to go on with: its beginning."""
_SYSTEM_ROLES = ("system", "developer")
_MESSAGE_ROLES = ("user", "assistant")


class Question(Struct, frozen=True):
    """`messages` as Converse takes them, the last one the user's; media stand at S3 addresses."""

    messages: list[dict[str, Any]]
    system: tuple[str, ...] = ()
    tool_config: dict[str, Any] | None = None
    reference: str | None = None
    """What the record answers, where it does so in text."""

    @property
    def prompt(self) -> str:
        """The text of the last turn."""
        blocks = self.messages[-1]["content"]
        return "\n".join(block["text"] for block in blocks if "text" in block)

    @property
    def images(self) -> tuple[str, ...]:
        """The S3 addresses of the images of the last turn."""
        blocks = self.messages[-1]["content"]
        sources = (block["image"]["source"] for block in blocks if "image" in block)
        return tuple(source["s3Location"]["uri"] for source in sources)


def question_in(line: bytes, format: FormatName) -> Question:
    """Raises msgspec.DecodeError or msgspec.ValidationError for a line of another format."""
    return _READERS[format](line)


def user_question(
    text: str, system: tuple[str, ...] = (), reference: str | None = None
) -> Question:
    return Question([_turn("user", [{"text": text}])], system, reference=reference)


def _from_conversation(line: bytes) -> Question:
    record = _conversation.decode(line)
    *asked, last = record.messages
    answered = last.role == "assistant"
    turns = asked if answered else record.messages
    return Question(
        [_turn(message.role, _blocks(message)) for message in turns],
        tuple(block.text for block in record.system),
        _decoded(record.toolConfig),
        last.text if answered else None,
    )


def _from_prompt_completion(line: bytes) -> Question:
    record = _prompt_completion.decode(line)
    return user_question(record.prompt, reference=record.completion)


def _from_claude_messages(line: bytes) -> Question:
    record = _claude_conversation.decode(line)
    *asked, last = record.messages
    turns = [_turn(message.role, [{"text": message.content}]) for message in asked]
    return Question(turns, (record.system,) if record.system else (), reference=last.content)


def _from_chat_line(line: bytes) -> Question:
    messages = _chat_line.decode(line).messages
    system = tuple(message.text for message in messages if message.role in _SYSTEM_ROLES)
    turns = [message for message in messages if message.role in _MESSAGE_ROLES and message.text]
    if turns[-1].role == "assistant":
        turns.pop()
    return Question([_turn(turn.role, [{"text": turn.text}]) for turn in turns], system)


def _from_image_caption(line: bytes) -> Question:
    record = _image_caption.decode(line)
    extension = record.image_ref.rpartition(".")[2].lower()
    image = {
        "format": {"jpg": "jpeg"}.get(extension, extension),
        "source": {"s3Location": {"uri": record.image_ref}},
    }
    return Question([_turn("user", [{"text": record.caption}, {"image": image}])])


def _from_pretraining_text(line: bytes) -> Question:
    return user_question(_pretraining_text.decode(line).input[:CONTINUED_CHARACTERS])


def _turn(role: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"role": role, "content": blocks}


def _blocks(message: Message) -> list[dict[str, Any]]:
    """What Converse takes of a turn; an earlier answer is asked without its reasoning."""
    blocks = [_block(block, place) for place, block in enumerate(message.content)]
    return [block for block in blocks if block]


def _block(block: ContentBlock, place: int) -> dict[str, Any]:
    if block.text is not None:
        return {"text": block.text}
    for kind, media in block.media():
        source = {"s3Location": _without_defaults(media.source.s3Location)}
        name = {"name": f"document-{place}"} if kind == "document" else {}
        return {kind: {"format": media.format.lower(), **name, "source": source}}
    tools = {"toolUse": _decoded(block.toolUse), "toolResult": _decoded(block.toolResult)}
    return {name: tool for name, tool in tools.items() if tool}


def _without_defaults(location: Struct) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(location).items() if value}


def _decoded(raw: msgspec.Raw) -> dict[str, Any] | None:
    found: dict[str, Any] | None = msgspec.json.decode(raw) if bytes(raw) else None
    return found


_conversation = msgspec.json.Decoder(Conversation)
_prompt_completion = msgspec.json.Decoder(PromptCompletion)
_claude_conversation = msgspec.json.Decoder(ClaudeConversation)
_chat_line = msgspec.json.Decoder(ChatLine)
_image_caption = msgspec.json.Decoder(ImageCaption)
_pretraining_text = msgspec.json.Decoder(PretrainingText)

_READERS: dict[FormatName, Callable[[bytes], Question]] = {
    "converse": _from_conversation,
    "distillation-prompts": _from_conversation,
    "prompt-completion": _from_prompt_completion,
    "claude-messages": _from_claude_messages,
    "rft-chat": _from_chat_line,
    "image-caption": _from_image_caption,
    "pretraining-text": _from_pretraining_text,
}

FOR_ANY_MODEL = user_question("In one sentence: what can you help me with?")
"""Where there is no dataset to ask from."""
