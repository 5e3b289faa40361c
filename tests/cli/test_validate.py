"""`tailor validate`: a verdict that scripts can rely on, without an AWS account."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tailor

MODEL = ("--model", "amazon.nova-micro-v1:0", "--technique", "fine-tuning")


def write(path: Path, count: int, *broken: str) -> Path:
    turns = '[{"role": "user", "content": [{"text": "Q%d"}]}, %s]'
    answer = '{"role": "assistant", "content": [{"text": "A"}]}'
    lines = [f'{{"messages": {turns % (number, answer)}}}' for number in range(count)]
    path.write_text("\n".join([*lines, *broken]) + "\n")
    return path


@pytest.fixture(autouse=True)
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("validate needs no AWS")

    monkeypatch.setattr("cli.account.boto3.Session", refuse)


def test_accepted_data_exits_with_0_warnings_and_all(tailor: Tailor, tmp_path: Path) -> None:
    result = tailor("validate", write(tmp_path / "train.jsonl", 10), *MODEL)
    assert result.exit_code == 0
    assert "accept: 10 training records, 10 warnings" in result.stdout


def test_rejected_data_exits_with_1_and_names_file_line_and_repair(
    tailor: Tailor, tmp_path: Path
) -> None:
    training = write(tmp_path / "train.jsonl", 10, "{broken")
    result = tailor("validate", training, *MODEL)
    assert result.exit_code == 1
    assert f"error json {training}:11" in result.stdout
    assert "fix: write one complete JSON object per line" in result.stdout


def test_many_findings_of_one_kind_are_shown_by_a_few_places_and_their_number(
    tailor: Tailor, tmp_path: Path
) -> None:
    result = tailor("validate", write(tmp_path / "train.jsonl", 500), *MODEL)
    assert result.stdout.count("warning schema-version") == 3
    assert "… and 497 more like it" in result.stdout


def test_json_is_one_object_with_the_files_as_they_were_named(
    tailor: Tailor, tmp_path: Path
) -> None:
    training = write(tmp_path / "train.jsonl", 10)
    validation = write(tmp_path / "validation.jsonl", 2, "[]")
    test = write(tmp_path / "test.jsonl", 3)
    result = tailor(
        "validate", training, "--validation", validation, "--test", test, *MODEL, "--json"
    )
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["verdict"] == "reject"
    assert document["records"] == {"training": 10, "validation": 3, "test": 3}
    (error,) = [found for found in document["findings"] if found["severity"] == "error"]
    assert (error["file"], error["line"], error["count"]) == (str(validation), 3, 1)
    promised = ("code", "severity", "file", "line", "path", "count", "message", "fix", "source")
    assert set(error) >= set(promised)


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.jsonl", *MODEL),
        (".", *MODEL),
        ("train.jsonl", "--model", "no.such-model", "--technique", "fine-tuning"),
        ("train.jsonl", "--model", "amazon.nova-micro-v1:0", "--technique", "magic"),
        ("train.jsonl", "--model", "amazon.nova-micro-v1:0", "--technique", "distillation"),
        ("train.jsonl",),
    ],
)
def test_what_cannot_be_read_or_asked_for_exits_with_2_and_prints_no_verdict(
    tailor: Tailor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    write(tmp_path / "train.jsonl", 10)
    monkeypatch.chdir(tmp_path)
    result = tailor("validate", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
