"""Reads Converse records: turns, texts, media, reasoning and tools, as the rules allow them."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from lifecycle.dataset.formats.conversation import (
    Conversation,
    Message,
    PlainConversation,
    with_standard_schema_version,
)
from lifecycle.dataset.formats.converse_media import media_problems
from lifecycle.dataset.formats.converse_turns import block_problems, turn_problems
from lifecycle.dataset.formats.record import (
    ADDRESS,
    SAME_TURN,
    SYSTEM,
    Passage,
    Passages,
    decoders_of,
)
from lifecycle.dataset.formats.texts import is_blank
from lifecycle.dataset.formats.turn_order import alternating
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import DatasetRules


class ConverseReader:
    shape = '{"messages": [{"role": "user", "content": [{"text": …}]}, …]}'
    decoders = decoders_of(Conversation, plain=PlainConversation)

    def __init__(self, rules: DatasetRules) -> None:
        self._rules = rules
        self._orders = alternating(rules)
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: PlainConversation) -> list[str] | None:
        texts = [SYSTEM + block.text for block in record.system]
        if texts and (len(texts) > 1 or is_blank(record.system[0].text)):
            return None
        roles = []
        for message in record.messages:
            text = message.content[0].text
            if text < "!" and is_blank(text):
                return None
            texts.append(text)
            roles.append(message.role)
        if roles != self._orders.get(len(roles)):
            return None
        return texts if roles[-1] == "assistant" else [*texts, ""]

    def passages(self, record: Conversation) -> Passages:
        system = [
            Passage(f"$.system[{place}].text", block.text, SYSTEM)
            for place, block in enumerate(record.system)
        ]
        turns = [_turn(number, message) for number, message in enumerate(record.messages)]
        self.features.update(_features(record))
        answered = bool(turns) and record.messages[-1].role == "assistant"
        asked = turns[:-1] if answered else turns
        prompt = [passage for turn in asked for passage in turn]
        return Passages(system + prompt, turns[-1] if answered else [])

    def problems(self, record: Conversation) -> Iterator[Problem]:
        yield from turn_problems(record, self._rules)
        yield from block_problems(record, self._rules)
        yield from media_problems(record, self._rules)

    def prepared(self, line: bytes) -> bytes:
        return msgspec.json.encode(with_standard_schema_version(self.decoders.loose(line)))


def _turn(number: int, message: Message) -> list[Passage]:
    """The first text of a turn is unmarked: so it is in a plain record."""
    passages = []
    mark = ""
    for place, block in enumerate(message.content):
        path = f"$.messages[{number}].content[{place}]"
        if block.text is not None:
            passages.append(Passage(f"{path}.text", block.text, mark))
            mark = SAME_TURN
        if block.reasoningContent:
            text = block.reasoningContent.reasoningText.text
            reasoning = f"{path}.reasoningContent.reasoningText.text"
            passages.append(Passage(reasoning, text, ADDRESS))
        for kind, media in block.media():
            uri = media.source.s3Location.uri
            passages.append(Passage(f"{path}.{kind}.source.s3Location.uri", uri, ADDRESS))
        for tool in (block.toolUse, block.toolResult):
            if tool:
                passages.append(Passage(path, str(bytes(tool), "utf-8"), ADDRESS))
    return passages


def _features(record: Conversation) -> set[str]:
    """Which optional parts a record has."""
    found = {"tools"} if record.toolConfig else set()
    for message in record.messages:
        for block in message.content:
            found.update(kind for kind, _ in block.media())
            found |= {"reasoning"} if block.reasoningContent else set()
            found |= {"tools"} if block.toolUse or block.toolResult else set()
    return found
