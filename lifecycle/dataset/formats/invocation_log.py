"""Reads Bedrock's invocation logs: one prompt and its answer for each record."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from lifecycle.dataset.formats.record import SYSTEM, Passage, Passages, decoders_of
from lifecycle.dataset.formats.texts import empty_text, is_blank
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules

LOG_GUIDE = "Bedrock user guide: distillation-data-prep-option-2"
_INPUT, _OUTPUT = "$.input.inputBodyJson", "$.output.outputBodyJson"


class LoggedInput(Struct, frozen=True):
    inputBodyJson: dict[str, Any]  # noqa: N815 - the name on the wire


class LoggedOutput(Struct, frozen=True):
    outputBodyJson: dict[str, Any]  # noqa: N815


class InvocationLog(Struct, frozen=True):
    """Only what distillation needs of it."""

    modelId: str  # noqa: N815
    input: LoggedInput
    output: LoggedOutput


class InvocationLogReader:
    shape = '{"modelId": …, "input": {"inputBodyJson": …}, "output": {"outputBodyJson": …}}'
    decoders = decoders_of(InvocationLog, loose=InvocationLog)

    def __init__(self, rules: DatasetRules) -> None:
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: InvocationLog) -> list[str] | None:
        return None if any(self.problems(record)) else self.passages(record).texts()

    def plain_keys(self, record: InvocationLog, texts: list[str]) -> int:
        """It may have keys that are not ours."""
        return 0

    def passages(self, record: InvocationLog) -> Passages:
        asked, answered = record.input.inputBodyJson, record.output.outputBodyJson
        system = [Passage(_INPUT, text, SYSTEM) for text in _texts(asked.get("system"))]
        prompt = [Passage(_INPUT, text) for text in _prompts(asked)]
        answer = "\n".join(_answers(answered))
        return Passages([*system, *prompt], [Passage(_OUTPUT, answer)] if answer else [])

    def problems(self, record: InvocationLog) -> Iterator[Problem]:
        prompts = list(_prompts(record.input.inputBodyJson))
        if all(map(is_blank, prompts)):
            yield empty_text(_INPUT, LOG_GUIDE)
        if len(prompts) > 1:
            yield Problem(
                code="turns",
                path=f"{_INPUT}.messages",
                message="the logged prompt has more than one turn or text",
                fix="leave it out: distillation takes single turns of text",
                source=LOG_GUIDE,
            )

    def prepared(self, line: bytes) -> bytes:
        return line.strip()


def _prompts(body: dict[str, Any]) -> Iterator[str]:
    """Of Converse and of Messages bodies; of Llama's and Titan's too."""
    messages = body.get("messages")
    if isinstance(messages, list):
        for message in messages:
            yield from _texts(message.get("content") if isinstance(message, dict) else None)
        return
    for field in ("prompt", "inputText"):
        yield from _texts(body.get(field))


def _answers(body: dict[str, Any]) -> Iterator[str]:
    output = body.get("output")
    message = output.get("message") if isinstance(output, dict) else body
    yield from _texts(message.get("content") if isinstance(message, dict) else None)
    for field in ("generation", "completion"):
        yield from _texts(body.get(field))


def _texts(content: object) -> Iterator[str]:
    """A string is one text; a list has blocks, of which those of text count."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        texts = (block.get("text") for block in content if isinstance(block, dict))
        yield from (text for text in texts if isinstance(text, str))
