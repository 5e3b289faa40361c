"""`tailor validate`: a verdict that scripts can rely on, without an AWS account."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Tailor

MODEL = ("--model", "amazon.nova-micro-v1:0", "--technique", "fine-tuning")
PROMISED = {"verdict", "records", "findings", "stats", "duplicates", "conflicts", "leakage"}
OF_A_FINDING = {"code", "severity", "file", "line", "path", "count", "message", "fix", "source"}


def record(number: int, role: str = "user", version: bool = True) -> str:
    turns = [(role, f"Question {number}?"), ("assistant", f"Answer {number}.")]
    messages = [{"role": role, "content": [{"text": text}]} for role, text in turns]
    schema = {"schemaVersion": "bedrock-conversation-2024"} if version else {}
    return json.dumps({**schema, "messages": messages})


def write(name: str, *lines: str) -> str:
    Path(name).write_text("".join(f"{line}\n" for line in lines))
    return name


def records(count: int, first: int = 0, version: bool = True) -> list[str]:
    return [record(number, version=version) for number in range(first, first + count)]


@pytest.fixture(autouse=True)
def offline_in_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("validate needs no AWS")

    monkeypatch.setattr("cli.account.boto3.Session", refuse)
    monkeypatch.chdir(tmp_path)


def test_accepted_data_exits_with_0_and_is_counted(tailor: Tailor) -> None:
    result = tailor("validate", write("train.jsonl", *records(9), record(8)), *MODEL)
    assert result.exit_code == 0
    assert "accept: 10 training records" in result.stdout
    assert "duplicates: 1 exact" in result.stdout
    assert "next: tailor submit" in result.stderr


def test_rejected_data_exits_with_1_and_says_what_to_fix_first(tailor: Tailor) -> None:
    lines = [*records(10), *(record(number, role="assistant") for number in range(5)), "{broken"]
    result = tailor("validate", write("train.jsonl", *lines), *MODEL)
    assert result.exit_code == 1
    assert "reject: 16 training records, 6 errors" in result.stdout
    assert "Fix first: train.jsonl, lines 11, 12, 13 and 2 more: the turns are" in result.stdout
    assert "error json" in result.stdout
    assert "train.jsonl, line 16" in result.stdout
    assert "fix: write one complete JSON object per line" in result.stdout
    assert "--fix DIR" in result.stderr


def test_findings_of_one_kind_are_one_row_with_their_number(tailor: Tailor) -> None:
    result = tailor("validate", write("train.jsonl", *records(500, version=False)), *MODEL)
    assert result.exit_code == 0
    assert result.stdout.count("warning schema-version") == 1
    assert "lines 1, 2, 3 and 497 more" in result.stdout


def test_strict_refuses_what_would_only_be_a_warning(tailor: Tailor) -> None:
    training = write("train.jsonl", *records(10, version=False))
    assert tailor("validate", training, *MODEL).exit_code == 0
    strict = tailor("validate", training, *MODEL, "--strict")
    assert strict.exit_code == 1
    assert "error schema-version" in strict.stdout


def test_json_is_one_object_with_the_files_as_they_were_named(tailor: Tailor) -> None:
    result = tailor(
        "validate",
        write("train.jsonl", *records(10), record(3)),
        *("--validation", write("validation.jsonl", *records(2, first=9), "[]")),
        *("--test", write("test.jsonl", *records(3, first=20))),
        *MODEL,
        "--json",
    )
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert set(document) >= PROMISED
    assert document["verdict"] == "reject"
    assert document["records"] == {"training": 11, "validation": 3, "test": 3}
    assert document["duplicates"] == {"exact": 1, "normalized": 0, "near": None}
    assert document["leakage"] == {"validation": 1, "test": 0}
    (error,) = [found for found in document["findings"] if found["severity"] == "error"]
    assert (error["file"], error["line"], error["count"]) == ("validation.jsonl", 3, 1)
    assert set(error) >= OF_A_FINDING


def test_near_duplicates_are_counted_where_they_are_asked_for(tailor: Tailor) -> None:
    training = write("train.jsonl", *records(10))
    result = tailor("validate", training, *MODEL, "--near-duplicates", "--json")
    assert json.loads(result.stdout)["duplicates"]["near"] is not None


def test_the_report_is_a_page_and_the_object_beside_it(tailor: Tailor) -> None:
    training = write("train.jsonl", *records(10), "{broken")
    result = tailor("validate", training, *MODEL, "--report", "preflight.html", "--json")
    assert "cannot be trained on" in Path("preflight.html").read_text("utf-8")
    assert json.loads(Path("preflight.json").read_bytes()) == json.loads(result.stdout)


def test_a_report_named_as_json_still_leaves_a_page(tailor: Tailor) -> None:
    training = write("train.jsonl", *records(10))
    tailor("validate", training, *MODEL, "--report", "preflight.json")
    assert Path("preflight.html").read_text("utf-8").startswith("<!doctype html>")
    assert json.loads(Path("preflight.json").read_bytes())["verdict"] == "accept"


def test_fix_writes_copies_that_pass_and_names_every_change(tailor: Tailor) -> None:
    original = ("\ufeff" + "\r\n".join([*records(10), record(3), ""])).encode()
    Path("train.jsonl").write_bytes(original)
    result = tailor("validate", "train.jsonl", *MODEL, "--fix", "fixed")
    assert Path("train.jsonl").read_bytes() == original
    assert "wrote fixed/train.jsonl: 10 records" in result.stderr
    assert "removed-duplicate: 1 time, first at line 11" in result.stderr
    again = tailor("validate", "fixed/train.jsonl", *MODEL, "--json")
    assert json.loads(again.stdout)["findings"] == []


def test_fix_never_overwrites_a_file(tailor: Tailor) -> None:
    training = write("train.jsonl", *records(10))
    result = tailor("validate", training, *MODEL, "--fix", ".")
    assert result.exit_code == 2
    assert "is there already" in result.stderr
    assert Path(training).read_text().count("\n") == 10


@pytest.mark.parametrize(
    "arguments",
    [
        ("missing.jsonl", *MODEL),
        (".", *MODEL),
        ("train.jsonl", *MODEL, "--validation", "missing.jsonl"),
        ("train.jsonl", *MODEL, "--report", "no/such/folder/preflight.html"),
        ("train.jsonl", "--model", "no.such-model", "--technique", "fine-tuning"),
        ("train.jsonl", "--model", "amazon.nova-micro-v1:0", "--technique", "magic"),
        ("train.jsonl", "--model", "amazon.nova-2-lite-v1:0", "--technique", "distillation"),
        ("train.jsonl",),
    ],
)
def test_what_cannot_be_read_or_asked_for_exits_with_2_and_prints_no_verdict(
    tailor: Tailor, arguments: tuple[str, ...]
) -> None:
    write("train.jsonl", *records(10))
    result = tailor("validate", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


def test_a_folder_of_texts_is_checked_as_the_records_made_of_it(
    tailor: Tailor, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# Weaving\n\nThe loom.\n\nThe loom!")
    (tmp_path / "corpus" / "b.csv").write_text("id,text\n1,The warp.\n")
    asked = ("--model", "amazon.titan-text-express-v1", "--technique", "continued-pre-training")
    result = tailor("validate", tmp_path / "corpus", *asked)
    assert result.exit_code == 0
    assert "2 training records" in result.stdout
    assert "2 files, 4 passages, 0 empty and 1 repeated left out; 2 records" in result.stderr
    refused = tailor("validate", tmp_path / "corpus", *asked[:3], "fine-tuning")
    assert refused.exit_code == 2
    assert "only continued-pre-training takes folders of texts" in refused.stderr


def test_the_hyper_parameters_that_would_be_used_are_shown_with_their_origin(
    tailor: Tailor,
) -> None:
    result = tailor("validate", write("train.jsonl", *records(10)), *MODEL)
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "epochCount 3 guidance for 10 training records" in rows
    assert "learningRate 1e-05 default" in rows


def test_a_hyper_parameter_that_has_to_be_given_is_named_with_its_range(tailor: Tailor) -> None:
    Path("a.png").write_bytes(b"")
    line = json.dumps({"image-ref": "s3://bucket/a.png", "caption": "A red square."})
    image = ("--model", "amazon.titan-image-generator-v2:0", "--technique", "fine-tuning")
    shown = tailor("validate", write("train.jsonl", *[line] * 5), *image).stdout
    assert "hyper-parameter 'stepCount' is missing, and it has no default" in shown
    assert "integer from 10 to 40000" in shown
