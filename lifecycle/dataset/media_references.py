"""Finds the media that the records of a file refer to, in a pass of its own."""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import NamedTuple

from lifecycle.dataset.blocks import WHOLE, Span, Stream, read_blocks
from lifecycle.dataset.close_reading import UNREADABLE
from lifecycle.dataset.findings import Finding
from lifecycle.dataset.formats import reader_for
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


MARK_OF_MEDIA = b'"s3Location"'
_ESCAPED_ASCII = b"\\u00"
_LOOKED_AT_TOGETHER = 1_024


def names_images(rules: DatasetRules) -> bool:
    """Whether every record is an image and its caption."""
    return rules.format == "image-caption"


def mentions_in(stream: Stream, rules: DatasetRules, span: Span = WHOLE) -> Iterator[Mention]:
    """Of the records that can be read, whatever fields they have besides; blocks without media
    are hardly looked at."""
    mark = b'"image-ref"' if names_images(rules) else MARK_OF_MEDIA
    mentions = _caption_mentions if names_images(rules) else _conversation_mentions
    decode = reader_for(rules).decoders.loose
    first = 1
    for block in read_blocks(stream, span):
        lines = BytesIO(block.data).readlines() or [b""]  # to count line breaks takes far longer
        if _may_have(mark, block.data):
            for number, line in enumerate(lines, first):
                if _may_have(mark, line):
                    with suppress(*UNREADABLE):
                        yield from mentions(decode(line), number)
        first += len(lines)


def media_findings(
    stream: Stream, file: str, rules: DatasetRules, check: MediaCheck, span: Span = WHOLE
) -> Iterator[Finding]:
    """`stream` stands at the first byte of the span, where lines count from 1."""
    mentions = mentions_in(stream, rules, span)
    while together := list(islice(mentions, _LOOKED_AT_TOGETHER)):
        check.look_at(mention.reference for mention in together)
        for mention in together:
            yield from check.findings(mention.reference, file, mention.line, mention.path)


def _may_have(mark: bytes, data: bytes) -> bool:
    """A key may be written with escapes, however odd that is."""
    return mark in data or _ESCAPED_ASCII in data


def _conversation_mentions(record: Conversation, number: int) -> Iterator[Mention]:
    for turn, message in enumerate(record.messages):
        for place, block in enumerate(message.content):
            for kind, media in block.media():
                path = f"$.messages[{turn}].content[{place}].{kind}"
                address = media.source.s3Location.uri
                yield Mention(number, path, MediaReference(address, kind, media.format))


def _caption_mentions(record: ImageCaption, number: int) -> Iterator[Mention]:
    yield Mention(number, "$['image-ref']", MediaReference(record.image_ref, "image"))
