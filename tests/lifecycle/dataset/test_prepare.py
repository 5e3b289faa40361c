"""Preparing the files of a run, on the disk."""

import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog
from lifecycle.dataset import prepare
from lifecycle.dataset.preflight import Checked, Options, Sources, check
from lifecycle.dataset.prepare import is_ready, require_accepted
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.dataset.summary import fix_first
from lifecycle.errors import DatasetRejected
from lifecycle.request import Technique
from tests.lifecycle.dataset.records import line

RULES = rules_for(load_catalog(), "amazon.nova-micro-v1:0", Technique.FINE_TUNING)
TRAINING = b"".join(line(f"prompt {n}", f"answer {n}") for n in range(20))
SEVEN = b"".join(line(f"prompt {n}", f"answer {n}") for n in range(7))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def sources(
    folder: Path,
    training: bytes = TRAINING,
    validation: bytes | None = None,
    test: bytes | None = None,
    *,
    split: bool = True,
) -> Sources:
    paths = {}
    for name, body in (("training", training), ("validation", validation), ("test", test)):
        paths[name] = None if body is None else folder / f"uploaded-{name}"
        if body is not None:
            paths[name].write_bytes(body)
    return Sources(**paths, split_validation=split and validation is None)


def checked_sources(given_sources: Sources, rules: DatasetRules = RULES) -> Checked:
    """By the rules alone: what the quality checks say is theirs to test."""
    return check(given_sources, rules, Options(quality=False))


class WrittenFile(NamedTuple):
    path: Path
    records: int
    size: int
    sha256: str


def write_prepared(
    given_sources: Sources, checked: Checked, folder: Path
) -> dict[str, WrittenFile]:
    written = {}
    for split, stream in prepare.prepared_sets(given_sources, checked, RULES).items():
        path = folder / f"{split}.jsonl"
        path.write_bytes(io.BufferedReader(stream, buffer_size=100).read())
        written[split] = WrittenFile(path, stream.records, stream.size, stream.sha256)
    return written


def answers(path: Path) -> list[str]:
    records = [json.loads(text) for text in path.read_bytes().splitlines()]
    return [record["messages"][-1]["content"][0]["text"] for record in records]


def test_every_record_is_in_training_or_in_validation_and_in_its_order(folder: Path) -> None:
    given_sources = sources(folder, b"\n" + TRAINING.replace(b"\n", b"\n\n"))
    checked = checked_sources(given_sources)
    written = write_prepared(given_sources, checked, folder)
    learned, validated = answers(written["training"].path), answers(written["validation"].path)
    number = lambda answer: int(answer.split()[1])  # noqa: E731
    assert learned == sorted(learned, key=number)
    assert sorted(learned + validated, key=number) == [f"answer {n}" for n in range(20)]
    assert (len(learned), len(validated)) == (18, 2)
    assert checked.preflight.records == {"training": 18, "validation": 2, "test": 0}


def test_a_written_file_is_described_by_what_was_written(folder: Path) -> None:
    given_sources = sources(folder)
    written = write_prepared(given_sources, checked_sources(given_sources), folder)
    for file in written.values():
        body = file.path.read_bytes()
        assert (file.size, file.sha256) == (len(body), hashlib.sha256(body).hexdigest())
        assert file.records == body.count(b"\n")


def test_the_declared_files_are_written_each_on_its_own(folder: Path) -> None:
    given_sources = sources(folder, validation=line("v", "1"), test=line("b", "2"))
    checked = checked_sources(given_sources)
    written = write_prepared(given_sources, checked, folder)
    counted = {split: file.records for split, file in written.items()}
    assert counted == checked.preflight.records == {"training": 20, "validation": 1, "test": 1}


def test_without_a_split_there_is_no_validation_file(folder: Path) -> None:
    given_sources = sources(folder, split=False)
    written = write_prepared(given_sources, checked_sources(given_sources), folder)
    assert list(written) == ["training"]
    assert written["training"].records == 20


def test_too_few_records_for_both_leave_all_of_them_to_training(folder: Path) -> None:
    given_sources = sources(folder, b"".join(line(str(n), "a") for n in range(8)))
    checked = checked_sources(given_sources)
    assert checked.preflight.verdict == "accept"
    assert list(write_prepared(given_sources, checked, folder)) == ["training"]


def test_preparing_the_same_data_again_gives_the_same_files(folder: Path) -> None:
    given_sources = sources(folder)
    checked = checked_sources(given_sources)
    first = write_prepared(given_sources, checked, folder)
    assert write_prepared(given_sources, checked, folder) == first


def rejected(folder: Path, **files: bytes) -> Checked:
    checked = checked_sources(sources(folder, **files))
    assert checked.preflight.verdict == "reject"
    return checked


@pytest.mark.parametrize(
    ("files", "code", "file"),
    [
        ({"training": TRAINING + b"{\n"}, "json", "training"),
        ({"validation": b"{\n"}, "json", "validation"),
        ({"test": b"{\n"}, "json", "test"),
        ({"validation": b""}, "no-records", "validation"),
        ({"test": b""}, "no-records", "test"),
        ({"training": SEVEN}, "too-few-records", "training"),
    ],
)
def test_an_error_in_any_file_rejects_the_dataset(
    folder: Path, files: dict, code: str, file: str
) -> None:
    (finding,) = rejected(folder, **files).preflight.findings
    assert (finding.code, finding.file) == (code, file)


def test_warnings_alone_do_not_reject(folder: Path) -> None:
    odd = b"".join(line(str(n), "a", schemaVersion="odd") for n in range(20))
    preflight = checked_sources(sources(folder, odd)).preflight
    assert preflight.verdict == "accept"
    assert len(preflight.findings) == 20
    require_accepted(preflight, "report")


def test_more_records_than_the_quota_reject_the_dataset(folder: Path) -> None:
    rules = msgspec.structs.replace(RULES, max_records=19)
    preflight = checked_sources(sources(folder), rules).preflight
    assert [finding.code for finding in preflight.findings] == ["too-many-records"]


def test_a_rejection_is_one_sentence_on_what_to_repair_first(folder: Path) -> None:
    checked = rejected(folder, training=TRAINING + b"{\n" * 30)
    with pytest.raises(DatasetRejected) as refused:
        require_accepted(checked.preflight, "s3://report")
    assert refused.value.what == fix_first(checked.preflight.findings)
    assert refused.value.what.startswith("Fix first: training, lines 21, 22, 23 and 27 more: ")
    assert refused.value.where == "s3://report"


@pytest.mark.parametrize(
    ("record", "ready"),
    [
        (line("p", "a"), True),
        (line("p", "a") * 2, True),
        (line("p", "a", schemaVersion="odd"), False),
        (line("p", "a", odd=1), False),
        (line("p", "a") + b" \n", False),
        (line("p", "a").replace(b"\n", b"\r\n"), False),
    ],
)
def test_a_set_is_ready_where_preparing_would_change_nothing(
    folder: Path, record: bytes, ready: bool
) -> None:
    given_sources = sources(folder, record + TRAINING, split=False)
    assert is_ready(checked_sources(given_sources).preflight, RULES) is ready


def test_what_is_ready_says_the_same_once_it_is_prepared(folder: Path) -> None:
    given_sources = sources(folder, TRAINING * 2, split=False)
    checked = checked_sources(given_sources)
    assert is_ready(checked.preflight, RULES)
    written = write_prepared(given_sources, checked, folder)["training"].path
    landed, prepared = given_sources.training.read_bytes(), written.read_bytes()
    assert list(map(json.loads, landed.splitlines())) == list(
        map(json.loads, prepared.splitlines())
    )


def test_a_large_record_is_written_whole(folder: Path) -> None:
    given_sources = sources(folder, line("p", "a" * 300_000) + TRAINING, split=False)
    written = write_prepared(given_sources, checked_sources(given_sources), folder)["training"]
    assert answers(written.path)[0] == "a" * 300_000
    assert written.size == written.path.stat().st_size


def test_findings_call_a_file_by_its_given_name(folder: Path) -> None:
    named = msgspec.structs.replace(
        sources(folder, TRAINING + b"{\n"), names={"training": "train.jsonl"}
    )
    (finding,) = checked_sources(named).preflight.findings
    assert finding.file == "train.jsonl"


RECORDS = [line(f"prompt {n % 4}", f"answer {n}") for n in range(12)]


@given(st.lists(st.sampled_from([*RECORDS, b"\n", b" \n"]), max_size=40))
def test_whatever_is_accepted_is_written_whole(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("dataset")
    given_sources = sources(folder, b"".join(lines))
    checked = checked_sources(given_sources)
    uploaded = Counter(f"answer {RECORDS.index(one)}" for one in lines if one in RECORDS)
    accepted = checked.preflight.verdict == "accept"
    assert accepted is (checked.preflight.records["training"] >= RULES.min_records)
    if accepted:
        written = write_prepared(given_sources, checked, folder)
        assert (
            sum((Counter(answers(file.path)) for file in written.values()), Counter()) == uploaded
        )
