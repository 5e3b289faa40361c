"""Finds the media that the records of a file refer to, in a pass of its own."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

import msgspec

from lifecycle.dataset.blocks import Stream, read_blocks
from lifecycle.dataset.close_reading import UNREADABLE
from lifecycle.dataset.findings import Finding
from lifecycle.dataset.formats.conversation import Conversation
from lifecycle.dataset.formats.image_caption import ImageCaption
from lifecycle.dataset.media import MediaReference
from lifecycle.dataset.media_check import MediaCheck
from lifecycle.dataset.rules import DatasetRules


class Mention(NamedTuple):
    """Where a record names an object: the line in the file, the place in the record."""

    line: int
    path: str
    reference: MediaReference


def mentions_in(stream: Stream, rules: DatasetRules) -> Iterator[Mention]:
    """Of the records that can be read; blocks without media are hardly looked at."""
    image_captions = rules.format == "image-caption"
    mark = b'"image-ref"' if image_captions else b'"s3Location"'
    read = _caption_mentions if image_captions else _conversation_mentions
    lines = 0
    for block in read_blocks(stream):
        if mark in block.data:
            for number, line in enumerate(BytesIO(block.data), start=lines + 1):
                if mark in line:
                    yield from read(line, number)
        lines += block.data.count(b"\n") if block.data else 1


def media_findings(
    stream: Stream, file: str, rules: DatasetRules, check: MediaCheck
) -> Iterator[Finding]:
    for mention in mentions_in(stream, rules):
        yield from check.findings(mention.reference, file, mention.line, mention.path)


def _conversation_mentions(line: bytes, number: int) -> Iterator[Mention]:
    try:
        record = _conversation.decode(line)
    except UNREADABLE:
        return
    for turn, message in enumerate(record.messages):
        for place, block in enumerate(message.content):
            for kind, media in block.media():
                path = f"$.messages[{turn}].content[{place}].{kind}"
                address = media.source.s3Location.uri
                yield Mention(number, path, MediaReference(address, kind, media.format))


def _caption_mentions(line: bytes, number: int) -> Iterator[Mention]:
    try:
        record = _image_caption.decode(line)
    except UNREADABLE:
        return
    yield Mention(number, "$['image-ref']", MediaReference(record.image_ref, "image"))


_conversation = msgspec.json.Decoder(Conversation)
_image_caption = msgspec.json.Decoder(ImageCaption)
