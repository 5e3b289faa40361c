"""Repairing a file: what becomes of the records, and that every change is told."""

import codecs
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.dataset.formats.conversation import decode_conversation
from lifecycle.dataset.repair import Repaired, repair
from lifecycle.dataset.rules import DatasetRules, all_rules
from lifecycle.errors import DatasetRejected
from tests.lifecycle.dataset.records import line, message, record

PAIR = {"prompt": "What is 2 + 2?", "completion": "Four."}
CHAT = [{"role": "user", "content": "What is 2 + 2?"}, {"role": "assistant", "content": "Four."}]
SYSTEM = "Be brief."


def rules_of(name: str) -> DatasetRules:
    return next(rules for rules in all_rules() if rules.format == name)


CONVERSE = rules_of("converse")
Repair = Callable[..., Repaired]


@pytest.fixture
def repair_bytes(tmp_path: Path) -> Repair:
    def repaired(content: bytes, rules: DatasetRules = CONVERSE) -> Repaired:
        source = tmp_path / "uploaded"
        source.write_bytes(content)
        result = repair(source, tmp_path / "repaired.jsonl", rules)
        assert source.read_bytes() == content
        return result

    return repaired


def records(result: Repaired) -> list[dict[str, Any]]:
    found = [json.loads(text) for text in result.path.read_bytes().splitlines()]
    assert len(found) == result.records
    return found


def kinds(result: Repaired) -> dict[str, tuple[int, int]]:
    listed = [json.loads(text) for text in result.log.read_bytes().splitlines()]
    assert len(listed) == sum(change.count for change in result.changes)
    return {change.kind: (change.line, change.count) for change in result.changes}


def encoded(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_a_sound_file_comes_out_as_it_went_in(repair_bytes: Repair) -> None:
    content = line("a", "b") + line("c", "d", system=[{"text": SYSTEM}])
    result = repair_bytes(content)
    assert result.path.read_bytes() == content
    assert result.changes == ()


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (PAIR, "converted-prompt and completion"),
        ({"prompt": PAIR["prompt"], "response": "Four."}, "converted-prompt and response"),
        ({"question": PAIR["prompt"], "answer": "Four."}, "converted-question and answer"),
        ({"instruction": PAIR["prompt"], "input": "", "output": "Four."}, "converted-Alpaca"),
        ({"messages": CHAT}, "converted-messages"),
        (
            {
                "conversations": [
                    {"from": "human", "value": "What is 2 + 2?"},
                    {"from": "gpt", "value": "Four."},
                ]
            },
            "converted-ShareGPT",
        ),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "text", "text": "What is 2 + 2?"}]},
                    {"role": "assistant", "content": "Four."},
                ]
            },
            "converted-messages",
        ),
    ],
)
def test_every_known_schema_becomes_a_conversation(
    repair_bytes: Repair, written: dict[str, Any], kind: str
) -> None:
    result = repair_bytes(encoded(written))
    assert records(result) == [record("What is 2 + 2?", "Four.")]
    assert kinds(result) == {kind: (1, 1)}


@pytest.mark.parametrize(
    "written",
    [
        {"messages": [{"role": "system", "content": SYSTEM}, *CHAT]},
        {"messages": [{"role": "developer", "content": SYSTEM}, *CHAT]},
        {"system": SYSTEM, "messages": CHAT},
        {"system": SYSTEM, **PAIR},
    ],
)
def test_what_the_system_says_is_kept(repair_bytes: Repair, written: dict[str, Any]) -> None:
    (found,) = records(repair_bytes(encoded(written)))
    assert found == record("What is 2 + 2?", "Four.", system=[{"text": SYSTEM}])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("prompt-completion", {"prompt": "Be brief.\n\nWhat is 2 + 2?", "completion": "Four."}),
        ("claude-messages", {"system": SYSTEM, "messages": CHAT}),
        (
            "rft-chat",
            {
                "messages": [{"role": "system", "content": SYSTEM}, CHAT[0]],
                "reference_answer": "Four.",
            },
        ),
    ],
)
def test_a_chat_becomes_what_the_model_is_trained_on(
    repair_bytes: Repair, name: str, expected: dict[str, Any]
) -> None:
    chat = {"messages": [{"role": "system", "content": SYSTEM}, *CHAT]}
    assert records(repair_bytes(encoded(chat), rules_of(name))) == [expected]


def test_a_text_becomes_an_input_to_pretrain_on(repair_bytes: Repair) -> None:
    rules = rules_of("pretraining-text")
    result = repair_bytes(encoded({"text": "once"}, {"input": "twice"}), rules)
    assert records(result) == [{"input": "once"}, {"input": "twice"}]
    assert kinds(result) == {"converted-text": (1, 1)}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([PAIR, PAIR | {"prompt": "1 + 1?"}]),
        json.dumps([PAIR, PAIR | {"prompt": "1 + 1?"}], indent=2),
        "\n".join(json.dumps(pair, indent=4) for pair in (PAIR, PAIR | {"prompt": "1 + 1?"})),
        '\n[\n{"prompt": "What is 2 + 2?", "completion": "Four."},\n'
        '{"prompt": "1 + 1?", "completion": "Four."}\n]\n',
        'prompt,completion\nWhat is 2 + 2?,Four.\n1 + 1?,"Four."\n',
        "prompt\tcompletion\nWhat is 2 + 2?\tFour.\n1 + 1?\tFour.\n",
        "What is 2 + 2?,Four.\n1 + 1?,Four.\n",
    ],
    ids=[
        "array",
        "pretty array",
        "pretty objects",
        "lines in an array",
        "csv",
        "tabs",
        "no header",
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_records_are_taken_out_of_what_wraps_them(
    repair_bytes: Repair, content: str, newline: str
) -> None:
    found = records(repair_bytes(content.replace("\n", newline).encode()))
    assert found == [record("What is 2 + 2?", "Four."), record("1 + 1?", "Four.")]


def test_a_cell_of_a_table_may_have_lines_of_its_own(repair_bytes: Repair) -> None:
    content = b'question,answer\n"one\ntwo","a, b"\nthree\nfour,c\n'
    result = repair_bytes(content, rules_of("prompt-completion"))
    assert records(result) == [
        {"prompt": "one\ntwo", "completion": "a, b"},
        {"prompt": "four", "completion": "c"},
    ]
    assert kinds(result)["removed-unreadable"] == (4, 1)


@pytest.mark.parametrize(
    ("encode", "kind"),
    [
        (lambda text: codecs.BOM_UTF8 + text.encode(), "removed-byte-order-mark"),
        (lambda text: text.encode("utf-16"), "decoded-utf-16-le"),
        (lambda text: text.encode("utf-16-be"), "decoded-utf-16-be"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "decoded-utf-16-be"),
        (lambda text: gzip.compress(text.encode()), "gunzipped"),
        (lambda text: text.replace("\n", "\r\n").encode(), "removed-carriage-return"),
    ],
)
def test_every_way_to_write_a_text_is_read(
    repair_bytes: Repair, encode: Callable[[str], bytes], kind: str
) -> None:
    content = "".join(
        json.dumps(record(f"Frage {n}: grün?", "Tiếng Việt 日本"), ensure_ascii=False) + "\n"
        for n in range(2_000)
    )
    result = repair_bytes(encode(content))
    assert result.path.read_bytes() == content.encode()
    assert set(kinds(result)) == {kind}


def test_what_cannot_be_saved_is_left_out_and_named(repair_bytes: Repair) -> None:
    unreadable = [
        b"{broken\n",
        b'{"messages": []}\n',
        b'{"prompt": "a", "prompt": "b", "completion": "c"}\n',
        b'{"prompt": NaN, "completion": "c"}\n',
        b'{"prompt": "\\ud800", "completion": "c"}\n',
        b'{"prompt": "\xff", "completion": "c"}\n',
        b'{"prompt": 7, "completion": "c"}\n',
        b'{"unknown": "schema"}\n',
        b"[" * 100_000 + b"\n",
        b'"text"\n',
    ]
    result = repair_bytes(line("a", "b") + b"".join(unreadable))
    assert records(result) == [record("a", "b")]
    assert kinds(result) == {"removed-unreadable": (2, len(unreadable))}


def test_blank_lines_and_exact_duplicates_are_left_out(repair_bytes: Repair) -> None:
    content = line("a", "b") + b"\n  \n" + line("a", "b") + line("c", "d") + line("a", "b")
    result = repair_bytes(content)
    assert result.path.read_bytes() == line("a", "b") + line("c", "d")
    assert kinds(result) == {"removed-blank-line": (2, 2), "removed-duplicate": (4, 2)}


def test_records_that_become_equal_are_kept_once(repair_bytes: Repair) -> None:
    result = repair_bytes(encoded(PAIR) + encoded({"messages": CHAT}))
    assert result.records == 1
    assert kinds(result)["removed-duplicate"] == (2, 1)


def test_the_schema_version_becomes_the_standard_one(repair_bytes: Repair) -> None:
    result = repair_bytes(line("a", "b", schemaVersion="other"))
    assert records(result) == [record("a", "b")]
    assert kinds(result) == {"set-schema-version": (1, 1)}


def test_turns_of_one_role_become_one_turn_with_all_blocks(repair_bytes: Repair) -> None:
    image = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/i.png"}}}}
    messages = [
        message("user", "Look:"),
        {"role": "user", "content": [image, {"text": "What is it?"}]},
        message("assistant", "A cat."),
    ]
    result = repair_bytes(line(messages=messages))
    (found,) = records(result)
    assert found["messages"][0]["content"] == [{"text": "Look:"}, image, {"text": "What is it?"}]
    assert [turn["role"] for turn in found["messages"]] == ["user", "assistant"]
    assert kinds(result) == {"merged-turns": (1, 1)}


def test_turns_are_not_merged_where_a_text_would_have_to_change(repair_bytes: Repair) -> None:
    chat = {"messages": [CHAT[0], {"role": "system", "content": SYSTEM}, *CHAT]}
    result = repair_bytes(encoded(chat), rules_of("claude-messages"))
    assert kinds(result) == {"removed-unreadable": (1, 1)}


def test_a_field_without_a_place_is_taken_out_and_counted(repair_bytes: Repair) -> None:
    result = repair_bytes(line("a", "b", id=7) + encoded(PAIR | {"category": "sums"}))
    assert records(result) == [record("a", "b"), record("What is 2 + 2?", "Four.")]
    assert kinds(result)["removed-field"] == (1, 2)


def test_a_comma_after_a_record_is_taken_out(repair_bytes: Repair) -> None:
    result = repair_bytes(line("a", "b").rstrip() + b",\n" + line("c", "d"))
    assert records(result) == [record("a", "b"), record("c", "d")]
    assert kinds(result) == {"removed-comma": (1, 1)}


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    source = tmp_path / "train.jsonl"
    source.write_bytes(line())
    with pytest.raises(FileExistsError):
        repair(source, source, CONVERSE)
    repair(source, tmp_path / "once.jsonl", CONVERSE)
    with pytest.raises(FileExistsError):
        repair(source, tmp_path / "once.jsonl", CONVERSE)
    assert source.read_bytes() == line()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"PAR1rest", gzip.compress(line() * 1_000)[:-20], b"\x1f\x8bno"]
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "uploaded").write_bytes(content)
    with pytest.raises(DatasetRejected):
        repair(tmp_path / "uploaded", tmp_path / "repaired.jsonl", CONVERSE)
    assert [path.name for path in tmp_path.iterdir()] == ["uploaded"]


@given(st.binary(max_size=200) | st.text().map(str.encode))
def test_whatever_comes_in_only_conversations_come_out(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "uploaded").write_bytes(content)
    try:
        result = repair(folder / "uploaded", folder / "repaired.jsonl", CONVERSE)
    except DatasetRejected:
        return
    for text in result.path.read_bytes().splitlines():
        decode_conversation(text)


fields = st.sampled_from(["messages", "role", "content", "text", "system", "prompt", "completion"])
structures = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["user", "assistant"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=3),
    max_leaves=12,
)


@given(structures)
def test_no_structure_makes_the_repair_raise(
    tmp_path_factory: pytest.TempPathFactory, structure: object
) -> None:
    folder = tmp_path_factory.mktemp("dataset")
    (folder / "uploaded").write_bytes(encoded(structure))
    for rules in {rules.format: rules for rules in all_rules()}.values():
        assert repair(folder / "uploaded", folder / f"{rules.format}.jsonl", rules).records <= 1
