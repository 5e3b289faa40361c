"""Files that are wrong as a whole: one finding says what each looks like, and nothing else does."""

import gzip
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from lifecycle.catalog import load_catalog
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.repair import repair
from lifecycle.dataset.rules import rules_for
from lifecycle.dataset.whole_file import CONVERT, HEAD_BYTES, whole_file_problem
from lifecycle.request import Technique


class FileCase(NamedTuple):
    """`fails` is a file that is wrong, `passes` one that is nearly the same and is not."""

    code: str
    looks_like: str
    fails: bytes
    passes: bytes
    severity: Severity = Severity.ERROR


RULES = rules_for(load_catalog(), "meta.llama3-1-8b-instruct-v1:0", Technique.FINE_TUNING)
RECORDS = [{"prompt": f"Question {n}?", "completion": f"Answer {n}."} for n in range(120)]
LINES = [json.dumps(record) for record in RECORDS]
SOUND = "".join(f"{line}\n" for line in LINES)
EMPTY_LINES = "\n" * 70_000
ACCENTED = SOUND.replace("Question", "Frage über")
CSV = "".join(f"Question {n}?,Answer {n}.\n" for n in range(120))
CHAT = [
    {"messages": [{"role": r, "content": f"{r} {n}"} for r in ("user", "assistant")]}
    for n in range(120)
]
SHARE_GPT = [
    {"conversations": [{"from": "human", "value": f"Q{n}"}, {"from": "gpt", "value": f"A{n}"}]}
    for n in range(120)
]
ALPACA = [{"instruction": f"Q{n}", "input": "", "output": f"A{n}"} for n in range(120)]


def lines(records: list[dict[str, object]]) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


WARNING = Severity.WARNING
FILE_CASES = [
    FileCase("json-array", "one JSON array", json.dumps(RECORDS).encode(), SOUND.encode()),
    FileCase("json-array", "one JSON array", f"[\n{','.join(LINES)}\n]\n".encode(), SOUND.encode()),
    FileCase(
        "pretty-printed",
        "line breaks and indents",
        "\n".join(json.dumps(record, indent=2) for record in RECORDS).encode(),
        "\n".join(json.dumps(record, separators=(" ,", " : ")) for record in RECORDS).encode(),
    ),
    FileCase("table", "CSV", f"prompt,completion\n{CSV}".encode(), SOUND.encode()),
    FileCase("table", "tab-separated", CSV.replace(",", "\t").encode(), SOUND.encode()),
    FileCase("other-schema", "OpenAI chat", lines(CHAT), SOUND.encode()),
    FileCase("other-schema", "ShareGPT", lines(SHARE_GPT), SOUND.encode()),
    FileCase("other-schema", "Alpaca", lines(ALPACA), SOUND.encode()),
    FileCase("byte-order-mark", "byte order mark", SOUND.encode("utf-8-sig"), SOUND.encode()),
    FileCase("file-encoding", "UTF-16", SOUND.encode("utf-16"), SOUND.encode()),
    FileCase("file-encoding", "UTF-16", SOUND.encode("utf-16-le"), SOUND.encode()),
    FileCase("file-encoding", "UTF-32", SOUND.encode("utf-32"), SOUND.encode()),
    FileCase("file-encoding", "UTF-32", SOUND.encode("utf-32-le"), SOUND.encode()),
    FileCase("file-encoding", "UTF-32", SOUND.encode("utf-32-be"), SOUND.encode()),
    FileCase("file-encoding", "UTF-16", SOUND.encode("utf-16-be"), SOUND.encode()),
    FileCase(
        "file-encoding",
        "Latin-1",
        ACCENTED.replace("\\u00fc", "ü").encode("latin-1"),
        ACCENTED.replace("\\u00fc", "ü").encode(),
    ),
    FileCase("file-container", "gzip", gzip.compress(SOUND.encode()), SOUND.encode()),
    FileCase("file-container", "zip", b"PK\x03\x04" + bytes(60), SOUND.encode()),
    FileCase("file-container", "Parquet", b"PAR1" + bytes(60), SOUND.encode()),
    FileCase("no-records", "no record", b"", SOUND.encode()),
    FileCase("no-records", "no record", b"\n \n", SOUND.encode()),
    FileCase("line-ends", "CR LF", SOUND.replace("\n", "\r\n").encode(), SOUND.encode(), WARNING),
    FileCase("empty-line", "is empty", f"\n{SOUND}".encode(), SOUND.encode(), WARNING),
    FileCase(
        "line-too-long",
        "the limit is",
        SOUND.encode() + b'{"prompt": "' + b"x" * (4 * 1024 * 1024) + b'", "completion": "y"}\n',
        SOUND.encode() + b'{"prompt": "' + b"x" * (4 * 1024 * 1024 - 40) + b'", "completion": ""}',
    ),
]


def name_of(case: FileCase) -> str:
    return f"{case.code} {case.looks_like}"


def is_offered_a_repair(case: FileCase) -> bool:
    problem = whole_file_problem(case.fails[:HEAD_BYTES], RULES)
    return problem is not None and problem.fix == CONVERT


def check(folder: Path, content: bytes, name: str = "train.jsonl") -> Preflight:
    path = folder / name
    path.write_bytes(content)
    sources = Sources(training=path, names={"training": name})
    return preflight(sources, RULES, Options(quality=False))


@pytest.mark.parametrize("case", FILE_CASES, ids=name_of)
def test_a_file_that_is_wrong_as_a_whole_is_one_finding(tmp_path: Path, case: FileCase) -> None:
    found = check(tmp_path, case.fails)
    alike = [finding for finding in found.findings if finding.code == case.code]
    assert len(alike) == 1, found.findings
    assert alike[0].count <= 2  # a file of two empty lines
    assert case.looks_like in alike[0].message
    assert alike[0].severity is case.severity
    assert {f.code for f in found.findings} - {case.code} <= {"empty-line"}
    assert found.verdict == ("accept" if case.severity is WARNING else "reject")


@pytest.mark.parametrize("case", FILE_CASES, ids=name_of)
def test_its_sound_sibling_has_no_such_finding(tmp_path: Path, case: FileCase) -> None:
    found = check(tmp_path, case.passes)
    assert case.code not in {finding.code for finding in found.findings}


@pytest.mark.parametrize("case", [*filter(is_offered_a_repair, FILE_CASES)], ids=name_of)
def test_a_repair_that_is_offered_helps(tmp_path: Path, case: FileCase) -> None:
    source = tmp_path / "train.jsonl"
    source.write_bytes(case.fails)
    repaired = repair(source, tmp_path / "repaired.jsonl", RULES).path
    assert check(tmp_path, repaired.read_bytes()).verdict == "accept"


def test_very_many_empty_lines_keep_no_record_from_being_read(tmp_path: Path) -> None:
    found = check(tmp_path, f"{SOUND}{EMPTY_LINES}{SOUND}".encode())
    assert (found.records["training"], found.duplicates.exact) == (240, 120)


def test_an_unusual_extension_is_a_warning(tmp_path: Path) -> None:
    codes = {f.code for f in check(tmp_path, SOUND.encode(), "train.json").findings}
    assert codes == {"file-extension"}
    assert check(tmp_path, SOUND.encode(), "train.jsonl").findings == ()
