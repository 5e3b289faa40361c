"""Reads {"image-ref", "caption"}: an image by its address, and what it shows."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct, field

from lifecycle.dataset.formats.record import ADDRESS, Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import address_problems, empty_text, is_blank
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class ImageCaption(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    image_ref: str = field(name="image-ref")
    caption: str


class ImageCaptionReader:
    shape = '{"image-ref": "s3://…", "caption": …}'
    decoders = decoders_of(ImageCaption)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: ImageCaption) -> list[str] | None:
        return None if any(self.problems(record)) else self.passages(record).texts()

    def plain_keys(self, record: ImageCaption, texts: list[str]) -> int:
        return 2

    def passages(self, record: ImageCaption) -> Passages:
        return Passages(
            [Passage("$['image-ref']", record.image_ref, ADDRESS)],
            [Passage("$.caption", record.caption)],
        )

    def problems(self, record: ImageCaption) -> Iterator[Problem]:
        rules, length = self._rules, len(record.caption)
        yield from address_problems("$['image-ref']", record.image_ref, rules.source)
        if is_blank(record.caption):
            yield empty_text("$.caption", rules.source)
        longest = rules.max_answer_characters or length
        if not rules.min_answer_characters <= length <= longest:
            yield Problem(
                code="caption-length",
                path="$.caption",
                message=f"{length} characters, allowed are {rules.min_answer_characters} "
                f"to {rules.max_answer_characters}",
                fix="describe the image in a sentence or two",
                source=rules.source,
            )

    def prepared(self, line: bytes) -> bytes:
        return msgspec.json.encode(self.decoders.loose(line))
