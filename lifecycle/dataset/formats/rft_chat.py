"""Reads OpenAI's chat lines for reinforcement: a prompt, and what a grader compares with."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.formats.record import SAME_TURN, SYSTEM, Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.formats.tool_definitions import tool_problems
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class ChatPart(Struct, frozen=True, gc=False):
    text: str


class ChatMessage(Struct, frozen=True, gc=False):
    role: Literal["system", "developer", "user", "assistant", "tool", "bot"]
    content: str | list[ChatPart] = ""

    @property
    def text(self) -> str:
        return (
            self.content if isinstance(self.content, str) else "\n".join(self._parts(self.content))
        )

    @staticmethod
    def _parts(content: list[ChatPart]) -> Iterator[str]:
        return (part.text for part in content)


class ChatLine(Struct, frozen=True):
    """Further keys are no mistake: the grader gets them."""

    messages: list[ChatMessage]
    reference_answer: str | dict[str, Any] | UnsetType = UNSET
    tools: list[Any] = []


class RftChatReader:
    shape = '{"messages": [{"role": "user", "content": …}], "reference_answer": …}'
    decoders = decoders_of(ChatLine, loose=ChatLine)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: ChatLine) -> None:
        """At most 20,000 records: all of them are read closely."""

    def plain_keys(self, record: ChatLine, texts: list[str]) -> int:
        """It may have keys that are not ours."""
        return 0

    def passages(self, record: ChatLine) -> Passages:
        if record.tools:
            self.features["tools"] += 1
        if record.reference_answer is not UNSET:
            self.features["reference_answer"] += 1
        prompt = [
            Passage(f"$.messages[{number}].content", message.text, _mark(message.role))
            for number, message in enumerate(record.messages)
        ]
        return Passages(prompt, list(_reference(record)))

    def problems(self, record: ChatLine) -> Iterator[Problem]:
        yield from _order_problems([message.role for message in record.messages], self._rules)
        for number, message in enumerate(record.messages):
            if message.role != "assistant" and is_blank(message.text):
                yield empty_text(f"$.messages[{number}].content", self._rules.source)
            if not isinstance(message.content, str):
                yield _list_content(f"$.messages[{number}].content")
        if record.reference_answer in ("", {}):
            yield _empty_reference(self._rules)
        yield from tool_problems(record.tools)

    def prepared(self, line: bytes) -> bytes:
        return line.strip()


def _mark(role: str) -> str:
    return {"system": SYSTEM, "developer": SYSTEM, "user": ""}.get(role, SAME_TURN)


def _reference(record: ChatLine) -> Iterator[Passage]:
    reference = record.reference_answer
    if isinstance(reference, str):
        yield Passage("$.reference_answer", reference)
    elif reference is not UNSET:
        encoded = msgspec.json.encode(reference, order="sorted")
        yield Passage("$.reference_answer", encoded.decode())


def _order_problems(roles: list[str], rules: DatasetRules) -> Iterator[Problem]:
    if "user" in roles and not {"system", "developer"} & set(roles[1:]):
        return
    yield Problem(
        code="turns",
        path="$.messages",
        message=f"the turns are {', '.join(roles[:6]) or 'none'}",
        fix="have at least one user turn, and a system turn first if at all",
        source=rules.source,
    )


def _list_content(path: str) -> Problem:
    return Problem(
        code="list-content",
        path=path,
        message="the content is a list; the guide shows a string, Forge takes both",
        fix="write the text as a string",
        source="Bedrock user guide: rft-prepare-data; Forge",
        severity=Severity.WARNING,
    )


def _empty_reference(rules: DatasetRules) -> Problem:
    return Problem(
        code="empty-reference",
        path="$.reference_answer",
        message="the reference answer is empty",
        fix="write it, or leave the key out",
        source=rules.source,
    )
