"""A rejected dataset is put aside with its report, and its owner is told what to repair first."""

import json
from pathlib import Path
from typing import Any

import pytest

from lambdas import announce_run, merge_scans, plan_scan, prepare_data, record_failure, scan_range
from lifecycle import documents
from lifecycle.errors import DatasetRejected, TransientServiceError
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, accepted, conversations, document, manifest

TRAINING, TEST = conversations(10) + b"{\n", conversations(3)
DATA = {"training": "data/train.jsonl", "test": "test.jsonl"}
FILES = {"data/train.jsonl": TRAINING, "test.jsonl": TEST}
SENTENCE = "Fix first: data/train.jsonl, line 11: "


@pytest.fixture
def run(account: FakeAccount) -> str:
    return accepted(account, files=FILES, data=DATA)


def rejection(run: str) -> DatasetRejected:
    with pytest.raises(DatasetRejected) as rejected:
        prepare_data.handler({"run_id": run}, None)
    return rejected.value


def put_aside(account: FakeAccount, run: str) -> dict[str, bytes | None]:
    folder = f"{documents.quarantined_dataset(run)}/"
    found = [key for key in account.s3.keys(OUTPUT) if key.startswith(folder)]
    return {key.removeprefix(folder): account.s3.read(OUTPUT, key) for key in found}


def test_the_files_of_a_rejected_dataset_lie_in_quarantine_with_its_report(
    account: FakeAccount, run: str
) -> None:
    reason = str(rejection(run))
    aside = put_aside(account, run)
    account_of_it = json.loads(aside.pop("account.json") or b"")
    page = aside.pop("preflight.html") or b""
    assert json.loads(aside.pop("preflight.json") or b"") == document(
        account, documents.preflight(run)
    )
    assert page == account.s3.read(OUTPUT, documents.preflight_page(run))
    assert aside == {
        "files/data/train.jsonl": TRAINING,
        "files/test.jsonl": TEST,
        "files/job.yaml": manifest(data=DATA),
    }
    assert (account_of_it["code"], account_of_it["reason"]) == ("TLR-201", reason)
    assert set(account_of_it["files"]) == {"job.yaml", *FILES}


def test_the_originals_stay_where_they_landed(account: FakeAccount, run: str) -> None:
    before = account.s3.keys(INTAKE)
    rejection(run)
    assert account.s3.keys(INTAKE) == before
    assert account.journal.of("DeleteObject") == []


def test_what_is_put_aside_are_the_versions_that_were_read(account: FakeAccount, run: str) -> None:
    account.s3.store(INTAKE, f"jobs/{JOB}/data/train.jsonl", b"a later version")
    rejection(run)
    assert put_aside(account, run)["files/data/train.jsonl"] == TRAINING


def test_the_owner_is_told_in_one_sentence_and_where_the_report_is(
    account: FakeAccount, run: str
) -> None:
    reason = str(rejection(run))
    cause = json.dumps({"errorMessage": reason, "errorType": "DatasetRejected"})
    record_failure.handler({"run_id": run, "error": "DatasetRejected", "cause": cause}, None)
    announce_run.handler({"detail": {"name": run, "status": "FAILED"}}, None)
    page = documents.quarantined_preflight_page(documents.quarantined_dataset(run))
    (told,) = account.sns.messages
    assert SENTENCE in told["message"]
    assert f"s3://{OUTPUT}/{page}" in told["message"]
    assert document(account, documents.failure_record(run))["reason"] == reason


def test_an_accepted_dataset_is_not_put_aside(account: FakeAccount) -> None:
    run = accepted(account)
    prepare_data.handler({"run_id": run}, None)
    assert put_aside(account, run) == {}


def test_a_quarantine_that_was_cut_off_is_completed_by_the_retry(
    account: FakeAccount, run: str
) -> None:
    account.s3.fail("CopyObject", "SlowDown", on_call=2)
    with pytest.raises(TransientServiceError):
        prepare_data.handler({"run_id": run}, None)
    assert "account.json" not in put_aside(account, run)
    rejection(run)
    assert {"account.json", "files/job.yaml", "files/test.jsonl"} <= set(put_aside(account, run))


def test_what_many_functions_rejected_is_put_aside_alike(account: FakeAccount, run: str) -> None:
    plan_scan.handler({"run_id": run}, None)
    plan: list[dict[str, Any]] = document(account, documents.scan_plan(run))
    for part in plan:
        scan_range.handler({"run_id": run, "range": part}, None)
    merge_scans.handler({"run_id": run}, None)
    assert SENTENCE in str(rejection(run))
    assert {Path(file).name for file in put_aside(account, run)} == {
        "account.json",
        "preflight.html",
        "preflight.json",
        "job.yaml",
        "test.jsonl",
        "train.jsonl",
    }
