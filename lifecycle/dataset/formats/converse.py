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
from lifecycle.dataset.formats.converse_images import ImageGlance
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
        self._images = ImageGlance(rules)
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: PlainConversation) -> list[str] | None:
        roles = [message.role for message in record.messages]
        system = [SYSTEM + block.text for block in record.system]
        texts = _single_texts(record) or self._images.turn_texts(record)
        if texts is None or roles != self._orders.get(len(roles)):
            return None
        if system:
            if len(system) > 1 or is_blank(record.system[0].text):
                return None
            texts.insert(0, system[0])
        if roles[-1] == "user":
            texts.append("")
        return texts

    def plain_keys(self, record: PlainConversation) -> int:
        of_turns = sum(2 + len(message.content) for message in record.messages)
        return 2 + bool(record.system) + len(record.system) + of_turns

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


def _single_texts(record: PlainConversation) -> list[str]:
    """Of the turns, where each is a single text that says something; else empty."""
    texts = []
    for message in record.messages:
        if len(message.content) != 1:
            return []
        block = message.content[0]
        text = block.text
        if text is None or block.image is not None or (text < "!" and is_blank(text)):
            return []
        texts.append(text)
    return texts


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
