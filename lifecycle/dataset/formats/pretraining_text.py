"""Reads {"input"}: plain text to go on pre-training with."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from lifecycle.dataset.formats.record import Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class PretrainingText(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    input: str


class PretrainingTextReader:
    """The text is the prompt, so that a text which is in validation too has leaked."""

    shape = '{"input": …}'
    decoders = decoders_of(PretrainingText)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: PretrainingText) -> list[str] | None:
        return None if is_blank(record.input) else [record.input, ""]

    def plain_keys(self, record: PretrainingText, texts: list[str]) -> int:
        return 1

    def passages(self, record: PretrainingText) -> Passages:
        return Passages([Passage("$.input", record.input)], [])

    def problems(self, record: PretrainingText) -> Iterator[Problem]:
        if is_blank(record.input):
            yield empty_text("$.input", self._rules.source)

    def prepared(self, line: bytes) -> bytes:
        return msgspec.json.encode(self.decoders.loose(line))
