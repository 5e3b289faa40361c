"""Reads Anthropic's messages: the content is a string, the system prompt stands beside them."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from lifecycle.dataset.formats.record import SYSTEM, Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.formats.turn_order import alternating, order_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class ClaudeMessage(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    role: Literal["user", "assistant"]
    content: str


class ClaudeConversation(
    Struct, frozen=True, forbid_unknown_fields=True, gc=False, omit_defaults=True
):
    messages: list[ClaudeMessage]
    system: str = ""


class ClaudeMessagesReader:
    shape = '{"system": …, "messages": [{"role": "user", "content": …}, …]}'
    decoders = decoders_of(ClaudeConversation)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self._orders = alternating(rules)
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: ClaudeConversation) -> list[str] | None:
        texts = [SYSTEM + record.system] if record.system else []
        roles = []
        for message in record.messages:
            text = message.content
            if is_blank(text):
                return None
            texts.append(text)
            roles.append(message.role)
        return texts if roles == self._orders.get(len(roles)) else None

    def plain_keys(self, record: ClaudeConversation, texts: list[str]) -> int:
        return 1 + bool(record.system) + 2 * len(record.messages)

    def passages(self, record: ClaudeConversation) -> Passages:
        texts = [
            Passage(f"$.messages[{number}].content", message.content)
            for number, message in enumerate(record.messages)
        ]
        system = [Passage("$.system", record.system, SYSTEM)] if record.system else []
        return Passages(system + texts[:-1], texts[-1:])

    def problems(self, record: ClaudeConversation) -> Iterator[Problem]:
        yield from order_problems([message.role for message in record.messages], self._rules)
        for number, message in enumerate(record.messages):
            if is_blank(message.content):
                yield empty_text(f"$.messages[{number}].content", self._rules.source)

    def prepared(self, line: bytes) -> bytes:
        return msgspec.json.encode(self.decoders.loose(line))
