"""The rules of a dataset: for each, a record that just keeps it and one that just breaks it."""

import json

import pytest

from lifecycle.dataset.check import LINE_MAX_BYTES, FileCheck, check_conversations, check_counts
from lifecycle.dataset.findings import Severity, errors
from tests.lifecycle.dataset.records import SCHEMA_VERSION, dialogue, line, message


def check(*lines: bytes) -> FileCheck:
    return check_conversations(lines, "train.jsonl")


def codes(*lines: bytes) -> list[str]:
    return [finding.code for finding in check(*lines).findings]


@pytest.mark.parametrize(
    "kept",
    [
        line("a", "b"),
        line("a", "b", "c", "d"),
        line(system=[]),
        line(system=[{"text": "be brief"}]),
        line(messages=[message("user", "a", "b"), message("assistant", "c")]),
        line(messages=[message("user", "", "b"), message("assistant", "c")]),
        line("User: hi", "Assistant: hello"),
        line("\u2028 \u0000 🧵 ‮", "x"),
        line("a", "b").rstrip(b"\n"),
        line("a", "b").replace(b"\n", b"\r\n"),
        b"  " + line("a", "b"),
    ],
)
def test_a_record_that_keeps_the_rules_is_found_nothing_wrong_with(kept: bytes) -> None:
    checked = check(kept)
    assert checked.findings == ()
    assert checked.records == len(checked.prompt_digests) == 1


@pytest.mark.parametrize(
    ("broken", "code", "path"),
    [
        (b"{\n", "json", ""),
        (b'{"messages": [}\n', "json", ""),
        (line() * 2, "json", ""),
        (b'{"messages": [], }\n', "json", ""),
        (b'{"messages": NaN}\n', "json", ""),
        (b"\xef\xbb\xbf" + line(), "json", ""),
        (line().decode().encode("utf-16"), "json", ""),
        (line("caf\xe9", "x").replace(b"\\u00e9", b"\xe9"), "json", ""),
        (line().replace(b"What", b"\\ud800"), "json", ""),
        (b"text\n", "json", ""),
        (b"[]\n", "schema", "$"),
        (b"null\n", "schema", "$"),
        (b"7\n", "schema", "$"),
        (b"{}\n", "schema", "$"),
        (line(tools=[]), "schema", "$"),
        (line(messages="a"), "schema", "$.messages"),
        (line(messages=["a"]), "schema", "$.messages[0]"),
        (line(messages=[{"role": "user"}]), "schema", "$.messages[0]"),
        (line(messages=[{"role": "user", "content": "a"}]), "schema", "$.messages[0].content"),
        (line(messages=[{"role": "user", "content": [{}]}]), "schema", "$.messages[0].content[0]"),
        (line(messages=[message("system", "a")]), "schema", "$.messages[0].role"),
        (line(messages=[message("User", "a")]), "schema", "$.messages[0].role"),
        (line(messages=[message("user", "a") | {"x": 1}]), "schema", "$.messages[0]"),
        (
            line(messages=[{"role": "user", "content": [{"text": "a", "image": {}}]}]),
            "schema",
            "$.messages[0].content[0]",
        ),
        (line(system="be brief"), "schema", "$.system"),
        (line(system=[{"txt": "be brief"}]), "schema", "$.system[0]"),
        (line(schemaVersion=2024), "schema", "$.schemaVersion"),
        (line(messages=[]), "turns", "$.messages"),
        (line(messages=dialogue("a")), "turns", "$.messages"),
        (line(messages=dialogue("a", "b", "c")), "turns", "$.messages"),
        (line(messages=dialogue("a", "b")[::-1]), "turns", "$.messages"),
        (line(messages=[message("user", "a")] * 2), "turns", "$.messages"),
        (line("", "b"), "empty-text", "$.messages[0].content"),
        (line("a", " \n\t"), "empty-text", "$.messages[1].content"),
        (
            line(messages=[message("user"), message("assistant", "a")]),
            "empty-text",
            "$.messages[0].content",
        ),
        (line(system=[{"text": " "}]), "empty-text", "$.system[0].text"),
    ],
)
def test_a_record_that_breaks_a_rule_is_placed_and_left_out(
    broken: bytes, code: str, path: str
) -> None:
    checked = check(line(), broken)
    (finding,) = checked.findings
    assert (finding.code, finding.path, finding.line) == (code, path, 2)
    assert finding.severity is Severity.ERROR
    assert finding.fix
    assert finding.source
    assert checked.records == 2
    assert len(checked.prompt_digests) == 1


def test_every_broken_rule_of_a_record_is_found() -> None:
    assert codes(line(messages=dialogue("", "b", " "))) == ["turns", "empty-text", "empty-text"]


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([], "none"),
        (dialogue("a"), "user"),
        (dialogue(*"abcdefghi"), ", ".join(["user, assistant"] * 3)),
    ],
)
def test_turns_that_do_not_alternate_to_the_end_are_told(messages: list, told: str) -> None:
    (finding,) = check(line(messages=messages)).findings
    assert finding.message == f"the turns are {told}"


@pytest.mark.parametrize("version", ["", "tooluse-dataset-2024", "bedrock-conversion-2024"])
def test_another_schema_version_is_only_a_warning(version: str) -> None:
    checked = check(line(schemaVersion=version))
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("schema-version", Severity.WARNING)
    assert finding.found == version
    assert len(checked.prompt_digests) == 1


def test_a_missing_schema_version_is_only_a_warning() -> None:
    without = json.loads(line())
    del without["schemaVersion"]
    assert errors(check(json.dumps(without).encode()).findings) == ()


@pytest.mark.parametrize("blank", [b"\n", b"\r\n", b" \t\n"])
def test_an_empty_line_is_a_warning_and_no_record(blank: bytes) -> None:
    checked = check(line(), blank, line("c", "d"))
    (finding,) = checked.findings
    assert (finding.code, finding.line, finding.severity) == ("empty-line", 2, Severity.WARNING)
    assert checked.records == 2


@pytest.mark.parametrize("lines", [[], [b"\n"]])
def test_a_file_without_a_record_is_an_error(lines: list[bytes]) -> None:
    found = errors(check(*lines).findings)
    assert [(finding.code, finding.line) for finding in found] == [("no-records", 0)]


def test_a_line_may_be_as_long_as_the_limit_and_no_longer() -> None:
    longest = line().rstrip().ljust(LINE_MAX_BYTES)
    assert codes(longest) == []
    assert codes(longest + b" ") == ["line-too-long"]


def test_what_a_record_says_is_quoted_for_reports_only() -> None:
    (finding,) = check(line(messages=[message("my secret", "a")])).findings
    assert finding.found == "my secret"
    assert "secret" not in str(finding)


def test_a_quotation_is_short() -> None:
    (finding,) = check(line(**{"x" * 1000: 1})).findings
    assert len(finding.found) == 40


@pytest.mark.parametrize(
    ("training", "validation", "expected"),
    [
        (8, 0, []),
        (7, 0, ["too-few-records"]),
        (7, 5, ["too-few-records"]),
        (15, 5, []),
        (16, 5, ["too-many-records"]),
        (21, 0, ["too-many-records"]),
    ],
)
def test_the_counts_keep_the_minimum_of_training_and_the_maximum_of_both(
    training: int, validation: int, expected: list[str]
) -> None:
    found = list(check_counts(training, validation, minimum=8, maximum=20, file="train.jsonl"))
    assert [finding.code for finding in found] == expected
    assert all((f.severity, f.line) == (Severity.ERROR, 0) for f in found)


def test_the_standard_schema_version_is_what_the_service_documents() -> None:
    assert codes(line(schemaVersion=SCHEMA_VERSION)) == []
