"""Reads a record of any known schema as a dialogue, without losing a word of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

JsonObject = Mapping[str, Any]


class Turn(NamedTuple):
    role: str
    text: str


class Dialogue(NamedTuple):
    """`schema` is what it was read from; `left_out` names the fields that have no place in it."""

    schema: str
    turns: tuple[Turn, ...]
    left_out: tuple[str, ...] = ()

    @property
    def system(self) -> tuple[str, ...]:
        return tuple(text for role, text in self.turns if role == "system")

    @property
    def spoken(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.role != "system")


class Unreadable(Exception):
    """The record is of no known schema, or holds what is no text: media, tool calls."""


def dialogue_of(record: JsonObject) -> Dialogue:
    """Raises Unreadable."""
    for schema, required, optional, turns_of in _SCHEMAS:
        if all(record.get(field) is not None for field in required):
            turns = tuple(turns_of(record, *required))
            left_out = tuple(name for name in record if name not in (*required, *optional))
            return Dialogue(schema, turns, left_out)
    raise Unreadable("its fields are of no known schema")


def _messages(record: JsonObject, field: str) -> Iterator[Turn]:
    if record.get("system"):
        yield from (Turn("system", text) for text in _texts(record["system"]))
    for message in _objects(record[field]):
        role = _ROLES.get(str(message.get("role")))
        if role is None or set(message) - {"role", "content"}:
            raise Unreadable("a message has another role or more than a text")
        yield Turn(role, "\n".join(_texts(message.get("content"))))


def _conversations(record: JsonObject, field: str) -> Iterator[Turn]:
    if record.get("system"):
        yield from (Turn("system", text) for text in _texts(record["system"]))
    for message in _objects(record[field]):
        role = _ROLES.get(str(message.get("from")))
        if role is None or set(message) - {"from", "value"}:
            raise Unreadable("a message has another role or more than a text")
        yield Turn(role, "\n".join(_texts(message.get("value"))))


def _alpaca(record: JsonObject, instruction: str, output: str) -> Iterator[Turn]:
    if record.get("system"):
        yield Turn("system", _text(record["system"]))
    asked = [_text(record[instruction])]
    if record.get("input"):
        asked.append(_text(record["input"]))
    yield Turn("user", "\n\n".join(asked))
    yield Turn("assistant", _text(record[output]))


def _pair(record: JsonObject, prompt: str, completion: str) -> Iterator[Turn]:
    if record.get("system"):
        yield Turn("system", _text(record["system"]))
    yield Turn("user", _text(record[prompt]))
    yield Turn("assistant", _text(record[completion]))


def _texts(content: object) -> list[str]:
    """A text, or a list of blocks that have nothing but a text."""
    if isinstance(content, list):
        return [_text(block) for block in content]
    return [_text(content)]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) - {"type"} == {"text"}:
        return _text(value["text"])
    raise Unreadable("it holds something that is no text")


def _objects(value: object) -> list[JsonObject]:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    raise Unreadable("its messages are no list of objects")


_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "model": "assistant",
}

TurnsOf = Callable[..., Iterator[Turn]]

_SCHEMAS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], TurnsOf], ...] = (
    ("messages", ("messages",), ("system", "schemaVersion"), _messages),
    ("ShareGPT", ("conversations",), ("system",), _conversations),
    ("Alpaca", ("instruction", "output"), ("input", "system"), _alpaca),
    ("prompt and completion", ("prompt", "completion"), ("system",), _pair),
    ("prompt and response", ("prompt", "response"), ("system",), _pair),
    ("instruction and response", ("instruction", "response"), ("system",), _pair),
    ("question and answer", ("question", "answer"), ("system",), _pair),
    ("query and response", ("query", "response"), ("system",), _pair),
    ("input and output", ("input", "output"), ("system",), _pair),
)
