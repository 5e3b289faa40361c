"""The Converse training format (`bedrock-conversation-2024`), text only for now.

Source of the rules: Nova user guide, fine-tune-prepare-data-understanding.
"""

import hashlib
from typing import Literal

import msgspec
from msgspec import Struct

SCHEMA_VERSION = "bedrock-conversation-2024"


class TextBlock(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    text: str


class Message(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    role: Literal["user", "assistant"]
    content: list[TextBlock]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.content)


class Conversation(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    messages: list[Message]
    schemaVersion: str = ""  # noqa: N815 - the name on the wire
    system: list[TextBlock] = []

    @property
    def prompt_digest(self) -> bytes:
        """Equal for records that differ in their last assistant turn alone."""
        asked = msgspec.json.encode([self.system, self.messages[:-1]])
        return hashlib.sha256(asked).digest()

    @property
    def prompt(self) -> str:
        return self.messages[-2].text

    @property
    def answer(self) -> str:
        return self.messages[-1].text


_decoder = msgspec.json.Decoder(Conversation)


def decode_conversation(line: bytes) -> Conversation:
    """Raises msgspec.DecodeError (no JSON) or msgspec.ValidationError (another schema)."""
    return _decoder.decode(line)


def with_standard_schema_version(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(conversation, schemaVersion=SCHEMA_VERSION)
