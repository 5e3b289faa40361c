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
from lifecycle.dataset.formats.converse_plain import PlainTurns, keys_of_images
from lifecycle.dataset.formats.converse_turns import block_problems, turn_problems
from lifecycle.dataset.formats.record import (
    ADDRESS,
    SAME_TURN,
    SYSTEM,
    Passage,
    Passages,
    TextsWithImage,
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
        self._turns = PlainTurns(rules)
        self.features: Counter[str] = Counter()

    def plain_texts(self, record: PlainConversation) -> list[str] | None:
        texts = []
        roles: list[str] = []
        for message in record.messages:
            content = message.content
            text = content[0].text if len(content) == 1 else None
            if text is None or text < "!" or content[0].image is not None:
                return self._unusual_texts(record)
            texts.append(text)
            roles.append(message.role)
        return self._in_order(record, roles, texts)

    def plain_keys(self, record: PlainConversation, texts: list[str]) -> int:
        keys = 2 + 2 * len(record.system) + 3 * len(record.messages)
        return keys + keys_of_images(record) if type(texts) is TextsWithImage else keys

    def _unusual_texts(self, record: PlainConversation) -> list[str] | None:
        texts = self._turns.texts(record)
        roles: list[str] = [message.role for message in record.messages]
        return None if texts is None else self._in_order(record, roles, texts)

    def _in_order(
        self, record: PlainConversation, roles: list[str], texts: list[str]
    ) -> list[str] | None:
        """The texts of the turns with those before and after, if the turns are in order."""
        if roles != self._orders.get(len(roles)):
            return None
        if record.system:
            text = record.system[0].text
            if len(record.system) > 1 or is_blank(text):
                return None
            texts.insert(0, SYSTEM + text)
        if roles[-1] == "user":
            texts.append("")
        return texts

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
