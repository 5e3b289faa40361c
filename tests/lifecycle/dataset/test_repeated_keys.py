"""Keys are counted before a line is parsed again; nothing that is counted hides a repetition."""

from io import BytesIO

import pytest

from lifecycle.dataset import repeated_keys
from lifecycle.dataset.formats.claude_messages import ClaudeMessagesReader
from lifecycle.dataset.formats.converse import ConverseReader
from lifecycle.dataset.formats.prompt_completion import PromptCompletionReader
from lifecycle.dataset.formats.record import RecordReader
from lifecycle.dataset.plain_records import plain_records
from lifecycle.dataset.repeated_keys import repeating_keys
from lifecycle.dataset.rules import FormatName, all_rules

PLAIN = b'{"prompt":"Why?","completion":"So."}'
TURNS = (
    b'"messages":[{"role":"user","content":[{"text":"Why?"}%s]},'
    b'{"role":"assistant","content":[{"text":"So."}]}]'
)
IMAGE = b',{"image":{"format":"png","source":{"s3Location":{"uri":"s3://bucket/a.png"%s}}}}'
CONVERSE = b'{"schemaVersion":"bedrock-conversation-2024",%s' + TURNS + b"}"


def reader_of(name: FormatName) -> RecordReader:
    rules = [rules for rules in all_rules() if rules.format == name]
    if name == "converse":
        return ConverseReader(next(one for one in rules if one.media_of("image")))
    readers = {"prompt-completion": PromptCompletionReader, "claude-messages": ClaudeMessagesReader}
    return readers[name](rules[0])


def repeating(
    block: bytes, monkeypatch: pytest.MonkeyPatch, name: FormatName = "prompt-completion"
) -> tuple[list[int], list[bytes]]:
    """The places that repeat a key, and the lines that had to be parsed again to tell."""
    parsed: list[bytes] = []

    def parse(line: bytes) -> bool:
        parsed.append(line)
        return repeats(line)

    repeats = repeated_keys.is_hostile
    monkeypatch.setattr(repeated_keys, "is_hostile", parse)
    reader = reader_of(name)
    lines = BytesIO(block).readlines()
    records = plain_records(lines, block, reader.decoders)
    texts = [None if record is None else reader.plain_texts(record) for record in records]
    return list(repeating_keys(lines, block, records, texts, reader.plain_keys)), parsed


@pytest.mark.parametrize(
    "line",
    [
        b'{"prompt":"a","prompt":"b","completion":"c"}',
        b'{"prompt" :"a","prompt":"b","completion":"c"}',
        b'{"prompt" :"a","prompt":": b","completion":"c"}',
        b'{"prompt"\t:"a","prompt":": b","completion":"c"}',
        b'{"prompt" \r :"a","prompt":": b","completion":"c"}',
        b'{"pr\\u006fmpt":"a","prompt":"b","completion":"c"}',
        b'{"prompt":"\\":","prompt":"b","completion":"c"}',
    ],
)
def test_a_repeated_key_is_found_however_it_is_written(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = PLAIN + b"\n" + line + b"\n"
    assert repeating(block, monkeypatch) == ([1], [line + b"\n"])


@pytest.mark.parametrize(
    "line",
    [
        PLAIN,
        b'{"prompt": "Why?", "completion": "So."}',
        b'{"prompt":"say \\"a\\": 1","completion":"b : c"}',
        b'{"prompt":"\\\\\\":","completion":"d"}',
    ],
)
def test_what_only_looks_like_a_key_is_not_parsed_again(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repeating(line + b"\n", monkeypatch) == ([], [])


@pytest.mark.parametrize(
    "line", [b'{"prompt" :"a","completion":"b"}', b'{"prompt":": a","completion":"b"}']
)
def test_what_counting_cannot_tell_is_parsed_and_found_sound(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repeating(line + b"\n", monkeypatch) == ([], [line + b"\n"])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("converse", CONVERSE % (b"", b"")),
        ("converse", CONVERSE % (b'"system":[{"text":"Be brief."}],', b"")),
        ("converse", CONVERSE % (b"", IMAGE % b"")),
        ("converse", CONVERSE % (b"", IMAGE % b',"bucketOwner":"111122223333"')),
        ("claude-messages", b'{"messages":[{"role":"user","content":"a"},'
         b'{"role":"assistant","content":"b"}]}'),
        ("claude-messages", b'{"system":"s","messages":[{"role":"user","content":"a"},'
         b'{"role":"assistant","content":"b"}]}'),
    ],
)  # fmt: skip
def test_the_keys_of_every_plain_record_are_known(
    name: FormatName, line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repeating(line + b"\n", monkeypatch, name) == ([], [])
