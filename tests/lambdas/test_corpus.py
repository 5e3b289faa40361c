"""A folder of texts, from its landing to the records that a job reads."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdas import accept_request, prepare_data, start_customization
from lifecycle import documents
from lifecycle.errors import DataChanged, DatasetRejected
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lambdas.invented_provider import LOOM, invented_provider
from tests.lambdas.stages import JOB, document, land, landed, manifest, receive

REQUEST: dict[str, Any] = {
    "technique": "continued-pre-training",
    "base_model": LOOM,
    "data": {"training": "corpus/", "validation": "none"},
}
TEXTS = {
    "corpus/a.md": b"---\ntitle: A\n---\n# Weaving\n\nThe loom has a warp.\n\nAll rights reserved.",
    "corpus/deep/b.txt": "Va\u0309i lu\u0323a.\r\n\r\nAll rights reserved.".encode(),
    "corpus/c.jsonl": b'{"input": "One."}\n{"text": "Two."}\n',
    "corpus/d.csv": b'id,text\n1,"Three, four."\n',
}


@pytest.fixture(autouse=True)
def _invented(
    tmp_path: Path, account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    account.bedrock.customizations = ["FINE_TUNING", "CONTINUED_PRE_TRAINING"]
    with invented_provider(tmp_path, monkeypatch):
        yield


def prepared_texts(account: FakeAccount, run: dict[str, Any]) -> list[str]:
    accept_request.handler(run, None)
    prepare_data.handler({"run_id": run["run_id"]}, None)
    body = account.s3.read(OUTPUT, documents.prepared_file(run["run_id"], "training"))
    return [json.loads(line)["input"] for line in (body or b"").splitlines()]


def test_its_texts_become_the_records_that_the_job_reads(account: FakeAccount) -> None:
    run = landed(account, files=TEXTS, **REQUEST)
    assert prepared_texts(account, run) == [
        "# Weaving\n\nThe loom has a warp.\n\nAll rights reserved.",
        "One.",
        "Two.",
        "Three, four.",
        "Vải lụa.",
    ]
    start_customization.handler({"run_id": run["run_id"], "trial": 0}, None)
    (job,) = account.bedrock.jobs.values()
    assert job["trainingDataConfig"]["s3Uri"].endswith("/prepared/training.jsonl")
    (asked,) = account.journal.of("CreateModelCustomizationJob")
    assert asked["customizationType"] == "CONTINUED_PRE_TRAINING"


def test_a_plain_file_of_records_is_read_as_it_is(account: FakeAccount) -> None:
    files = {"train.jsonl": b'{"input": "One."}\n{"input": "Two."}\n'}
    run = landed(account, files=files, **REQUEST | {"data": {"training": "train.jsonl"}})
    assert set(prepared_texts(account, run)) <= {"One.", "Two."}


def test_the_run_names_the_folder_as_one_and_pins_every_file(account: FakeAccount) -> None:
    run = landed(account, files=TEXTS, **REQUEST)
    assert set(run["files"]) == {"corpus/"}
    assert run["files"]["corpus/"]["size"] == sum(map(len, TEXTS.values()))
    pins = document(account, documents.landed_folders(run["run_id"]))
    assert [pin["key"] for pin in pins[f"jobs/{JOB}/corpus/"]] == [
        f"jobs/{JOB}/{file}" for file in sorted(TEXTS)
    ]


def test_a_later_version_does_not_change_a_run_and_starts_another(account: FakeAccount) -> None:
    run = landed(account, files=TEXTS, **REQUEST)
    receive(land(account, "corpus/c.jsonl", b'{"input": "Changed."}\n'))
    assert len(account.stepfunctions.executions) == 2
    assert "One." in prepared_texts(account, run)
    assert "Changed." not in prepared_texts(account, run)


def test_a_new_file_starts_another_run(account: FakeAccount) -> None:
    landed(account, files=TEXTS, **REQUEST)
    receive(land(account, "corpus/new.txt", b"New."))
    receive(land(account, "corpus/.hidden.txt", b"Not for us."))
    assert len(account.stepfunctions.executions) == 2


def test_a_deleted_file_is_not_in_the_next_run(account: FakeAccount) -> None:
    landed(account, files=TEXTS, **REQUEST)
    account.s3.delete_object(Bucket=INTAKE, Key=f"jobs/{JOB}/corpus/c.jsonl")
    before = set(account.stepfunctions.executions)
    receive(land(account, "job.yaml", manifest(**REQUEST)))
    (run_id,) = set(account.stepfunctions.executions) - before
    pins = document(account, documents.landed_folders(run_id))
    assert f"jobs/{JOB}/corpus/c.jsonl" not in {pin["key"] for pin in pins[f"jobs/{JOB}/corpus/"]}


def test_many_files_of_many_versions_are_all_found(account: FakeAccount) -> None:
    for _ in range(3):
        for number in range(7):
            land(account, f"corpus/{number}.txt", b"Text.")
    run = landed(account, files=TEXTS, **REQUEST)
    pins = document(account, documents.landed_folders(run["run_id"]))
    assert len(pins[f"jobs/{JOB}/corpus/"]) == 7 + len(TEXTS)


def test_a_pinned_version_that_is_gone_is_changed_data(account: FakeAccount) -> None:
    run = landed(account, files=TEXTS, **REQUEST)
    accept_request.handler(run, None)
    pins = document(account, documents.landed_folders(run["run_id"]))
    pin = pins[f"jobs/{JOB}/corpus/"][0]
    account.s3.lose_version(INTAKE, pin["key"], pin["version_id"])
    with pytest.raises(DataChanged, match=r"corpus/a\.md is gone"):
        prepare_data.handler({"run_id": run["run_id"]}, None)


def test_a_text_that_is_none_is_named(account: FakeAccount) -> None:
    run = landed(account, files=TEXTS | {"corpus/scan.pdf": b"%PDF"}, **REQUEST)
    accept_request.handler(run, None)
    with pytest.raises(DatasetRejected, match=r"corpus/scan\.pdf is no text of a known form"):
        prepare_data.handler({"run_id": run["run_id"]}, None)


def test_a_rejected_corpus_is_put_aside_file_by_file(account: FakeAccount) -> None:
    run = landed(account, files={"corpus/a.txt": b"* * *", "corpus/b.md": b"\n"}, **REQUEST)
    accept_request.handler(run, None)
    with pytest.raises(DatasetRejected):
        prepare_data.handler({"run_id": run["run_id"]}, None)
    folder = documents.quarantined_dataset(run["run_id"])
    for file, body in {"corpus/a.txt": b"* * *", "corpus/b.md": b"\n"}.items():
        assert account.s3.read(OUTPUT, documents.quarantined_file(folder, file)) == body


def test_too_many_files_are_put_aside_with_what_to_do(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lifecycle.folders.MAX_FILES", 3)
    for file, body in TEXTS.items():
        land(account, file, body)
    receive(land(account, "job.yaml", manifest(**REQUEST)))
    assert not account.stepfunctions.executions
    (told,) = account.journal.of("Publish")
    assert "has more than 3 files" in told["Message"]
