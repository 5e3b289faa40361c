"""Rewrites the media addresses of prepared records to what the service will read."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from lifecycle.dataset.formats.conversation import (
    ContentBlock,
    Conversation,
    Media,
    MediaSource,
    S3Location,
)
from lifecycle.dataset.formats.image_caption import ImageCaption
from lifecycle.dataset.media_references import MARK_OF_MEDIA, names_images
from lifecycle.dataset.rules import DatasetRules

Locate = Callable[[str], str]
"""The S3 URI for an address as the dataset has it."""


def with_media_at(line: bytes, rules: DatasetRules, locate: Locate, owner: str) -> bytes:
    """`line` is a prepared record, `owner` the account of the bucket: the guide's examples all
    name it, and only some of its validators demand it."""
    if names_images(rules):
        caption = _image_caption.decode(line)
        return msgspec.json.encode(replace(caption, image_ref=locate(caption.image_ref)))
    if MARK_OF_MEDIA not in line:
        return line
    record = _conversation.decode(line)
    messages = [
        replace(message, content=[_relocated(block, locate, owner) for block in message.content])
        for message in record.messages
    ]
    return msgspec.json.encode(replace(record, messages=messages))


def _relocated(block: ContentBlock, locate: Locate, owner: str) -> ContentBlock:
    moved = {kind: _moved(media, locate, owner) for kind, media in block.media()}
    return replace(block, **moved) if moved else block


def _moved(media: Media, locate: Locate, owner: str) -> Media:
    location = S3Location(uri=locate(media.source.s3Location.uri), bucketOwner=owner)
    return replace(media, source=MediaSource(location))


_conversation = msgspec.json.Decoder(Conversation)
_image_caption = msgspec.json.Decoder(ImageCaption)
