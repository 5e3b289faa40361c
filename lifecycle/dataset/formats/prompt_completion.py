"""Reads {"prompt", "completion"}."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from lifecycle.dataset.formats.record import Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class PromptCompletion(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    prompt: str
    completion: str


class PromptCompletionReader:
    shape = '{"prompt": …, "completion": …}'
    decoders = decoders_of(PromptCompletion)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: PromptCompletion) -> list[str] | None:
        prompt, completion = record.prompt, record.completion
        return None if is_blank(prompt) or is_blank(completion) else [prompt, completion]

    def plain_keys(self, record: PromptCompletion, texts: list[str]) -> int:
        return 2

    def passages(self, record: PromptCompletion) -> Passages:
        return Passages(
            [Passage("$.prompt", record.prompt)], [Passage("$.completion", record.completion)]
        )

    def problems(self, record: PromptCompletion) -> Iterator[Problem]:
        if is_blank(record.prompt):
            yield empty_text("$.prompt", self._rules.source)
        if is_blank(record.completion):
            yield empty_text("$.completion", self._rules.source)

    def prepared(self, line: bytes) -> bytes:
        return msgspec.json.encode(self.decoders.loose(line))
