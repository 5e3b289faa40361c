"""A training conversation (`bedrock-conversation-2024`) as types: the whole format, and its core.

Source: Nova user guide, fine-tune-prepare-data-understanding.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Raw, Struct

SCHEMA_VERSION = "bedrock-conversation-2024"
Role = Literal["user", "assistant"]


class SystemBlock(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    text: str


class S3Location(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    uri: str
    bucketOwner: str = ""  # noqa: N815 - the name on the wire


class MediaSource(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    s3Location: S3Location  # noqa: N815


class Media(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    format: str
    source: MediaSource


class ReasoningText(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    text: str


class Reasoning(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    reasoningText: ReasoningText  # noqa: N815


class ContentBlock(Struct, frozen=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    """A union without a tag: exactly one of the fields should be there."""

    text: str | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None
    reasoningContent: Reasoning | None = None  # noqa: N815
    toolUse: Raw = Raw()  # noqa: N815
    toolResult: Raw = Raw()  # noqa: N815

    def media(self) -> Iterator[tuple[Literal["image", "video", "document"], Media]]:
        if self.image:
            yield "image", self.image
        if self.video:
            yield "video", self.video
        if self.document:
            yield "document", self.document


class Message(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    role: Role
    content: list[ContentBlock]

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.content if block.text is not None)


class Conversation(Struct, frozen=True, forbid_unknown_fields=True, gc=False, omit_defaults=True):
    messages: list[Message]
    schemaVersion: str = ""  # noqa: N815
    system: list[SystemBlock] = []
    toolConfig: Raw = Raw()  # noqa: N815

    @property
    def prompt(self) -> str:
        return self.messages[-2].text

    @property
    def answer(self) -> str:
        return self.messages[-1].text


class PlainBlock(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    text: str | None = None
    image: Media | None = None


class PlainMessage(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    role: Role
    content: list[PlainBlock]


class PlainConversation(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What most records are: texts and images. Faster to read, and much faster to check."""

    messages: list[PlainMessage]
    schemaVersion: Literal["bedrock-conversation-2024"]  # noqa: N815
    system: list[SystemBlock] = []


_decoder = msgspec.json.Decoder(Conversation)


def decode_conversation(line: bytes) -> Conversation:
    """Raises msgspec.DecodeError (no JSON) or msgspec.ValidationError (another schema)."""
    return _decoder.decode(line)


def with_standard_schema_version(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(conversation, schemaVersion=SCHEMA_VERSION)
