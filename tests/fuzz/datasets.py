"""Strategies for the bytes of a dataset: almost right, quite wrong, and hostile."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Json = Any
Mutation = Callable[[Json], Json]

TEXTS = st.one_of(
    st.sampled_from(
        ["Why?", "", " ", "\n", "System: hi", "a\nUser: b", "payment system: down", "<image>"]
    ),
    st.sampled_from(
        ["4111 1111 1111 1111", "me@mail.net", "reply in JSON", "{}", "\u2028", "e\u0301", "日本"]
    ),
    st.text(max_size=30),
)
ROLES = st.sampled_from(["user", "assistant", "user", "assistant", "system", "tool", ""])
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), TEXTS)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


def _media(kind: str) -> st.SearchStrategy[Json]:
    formats = st.sampled_from(["png", "jpeg", "webp", "mp4", "pdf", "PNG", "tiff", ""])
    addresses = st.sampled_from(["s3://bucket/a.png", "s3://b/..", "a.png", "http://x/y", ""])
    return st.builds(
        lambda form, uri: {kind: {"format": form, "source": {"s3Location": {"uri": uri}}}},
        formats,
        addresses,
    )


BLOCKS = st.one_of(
    TEXTS.map(lambda text: {"text": text}),
    TEXTS.map(lambda text: {"text": text}),
    st.sampled_from(["image", "video", "document"]).flatmap(_media),
    TEXTS.map(lambda text: {"reasoningContent": {"reasoningText": {"text": text}}}),
    st.just({"toolUse": {"name": "f", "toolUseId": "1", "input": {}}}),
)
MESSAGES = st.lists(
    st.builds(lambda role, content: {"role": role, "content": content}, ROLES, st.lists(BLOCKS)),
    max_size=4,
)


def _exchange(question: str, answer: str) -> Json:
    turns = (("user", question), ("assistant", answer))
    return [{"role": role, "content": [{"text": text}]} for role, text in turns]


RECORDS = st.one_of(
    st.builds(_exchange, TEXTS, TEXTS).map(lambda turns: {"messages": turns}),
    MESSAGES.map(lambda m: {"schemaVersion": "bedrock-conversation-2024", "messages": m}),
    st.builds(
        lambda system, m: {"system": [{"text": system}], "messages": m},
        TEXTS,
        st.builds(_exchange, TEXTS, TEXTS),
    ),
    st.builds(lambda p, c: {"prompt": p, "completion": c}, TEXTS, TEXTS),
    st.builds(
        lambda s, q, a: {
            "system": s,
            "messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}],
        },
        *[TEXTS] * 3,
    ),
    st.builds(lambda c: {"image-ref": "s3://bucket/cat.png", "caption": c}, TEXTS),
    TEXTS.map(lambda text: {"input": text}),
    st.builds(
        lambda q, r: {"messages": [{"role": "user", "content": q}], "reference_answer": r},
        TEXTS,
        ANYTHING,
    ),
    ANYTHING,
)


@st.composite
def mutated(draw: st.DrawFn, records: st.SearchStrategy[Json]) -> Json:
    """Somewhere inside, one thing is replaced, removed, repeated or renamed."""
    return _mutate(draw, draw(records))


def _mutate(draw: st.DrawFn, value: Json) -> Json:
    inside = bool(value) and isinstance(value, (dict, list)) and draw(st.integers(0, 3))
    if not inside:
        return draw(ANYTHING)
    if isinstance(value, list):
        place = draw(st.integers(0, len(value) - 1))
        changed = draw(st.sampled_from(["inside", "removed", "repeated"]))
        middle = {"removed": [], "repeated": [value[place]] * 2}
        new = middle[changed] if changed in middle else [_mutate(draw, value[place])]
        return [*value[:place], *new, *value[place + 1 :]]
    key = draw(st.sampled_from(sorted(value)))
    changed = draw(st.sampled_from(["inside", "removed", "renamed"]))
    rest = {name: kept for name, kept in value.items() if name != key}
    if changed == "removed":
        return rest
    name = draw(TEXTS) if changed == "renamed" else key
    return rest | {name: _mutate(draw, value[key])}


HOSTILE_LINES = st.sampled_from(
    [
        b'{"messages": [], "messages": 1}',
        b'{"prompt": NaN, "completion": 1e999}',
        b'{"prompt": "\\ud800", "completion": "\\udc00\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"prompt": "\x00", "completion": "\x01"}',
        b'{"prompt": "\xff\xfe", "completion": "\xc0\x80"}',
        b'{"prompt": "' + b"x" * 200_000 + b'", "completion": "y"}',
        b"\xef\xbb\xbf{}",
        b"",
        b"\r",
        b"null",
        b"-0",
    ]
)
LINES = st.one_of(
    RECORDS.map(lambda record: json.dumps(record).encode()),
    RECORDS.map(lambda record: json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")),
    mutated(RECORDS).map(lambda record: json.dumps(record).encode()),
    HOSTILE_LINES,
    st.binary(max_size=40),
)
STARTS = st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b\x08", b"PK\x03"])
ENDS = st.sampled_from([b"\n", b"\n", b"\r\n", b"\n\n"])


@st.composite
def structured_files(draw: st.DrawFn) -> bytes:
    """Lines of which most are records, some of them repeated."""
    lines = draw(st.lists(LINES, max_size=6))
    again = draw(st.lists(st.sampled_from(lines), max_size=4)) if lines else []
    end = draw(ENDS)
    last = draw(st.sampled_from([b"", end]))
    return draw(STARTS) + end.join([*lines, *again]) + last


RAW_FILES = st.binary(max_size=300)
FILES = st.one_of(structured_files(), RAW_FILES)
