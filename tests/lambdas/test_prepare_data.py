"""Prepare data, against fake buckets."""

import hashlib
import json

import pytest

from lambdas import prepare_data
from lifecycle import documents
from lifecycle.errors import (
    AccessRefused,
    DataChanged,
    DatasetRejected,
    TransientServiceError,
)
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, accepted, conversation, conversations, document


def prepare(account: FakeAccount, **landing: object) -> tuple[str, dict]:
    run = accepted(account, **landing)
    return run, prepare_data.handler({"run_id": run}, None)


def prompts(account: FakeAccount, run: str, split: str) -> list[str]:
    body = account.s3.read(OUTPUT, documents.prepared_file(run, split)) or b""
    records = [json.loads(line) for line in body.splitlines()]
    return [record["messages"][0]["content"][0]["text"] for record in records]


def test_the_prepared_set_is_written_and_described(account: FakeAccount) -> None:
    run, prepared = prepare(account)
    training = prepared["training"]
    body = account.s3.read(OUTPUT, training["key"])
    assert training == {
        "key": documents.prepared_file(run, "training"),
        "records": 18,
        "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    assert prepared["validation"]["records"] == 2
    assert prepared["test"] is None
    assert document(account, documents.prepared_data(run)) == prepared


def test_no_prompt_is_both_learned_and_validated_on(account: FakeAccount) -> None:
    repeated = b"".join(conversation(f"prompt {n % 10}", answer=f"answer {n}") for n in range(40))
    run, _ = prepare(account, files={"train.jsonl": repeated})
    learned, validated = prompts(account, run, "training"), prompts(account, run, "validation")
    assert validated
    assert set(learned).isdisjoint(validated)
    assert len(learned) + len(validated) == 40


def test_a_declared_validation_file_leaves_the_training_file_whole(account: FakeAccount) -> None:
    files = {"train.jsonl": conversations(10), "val.jsonl": conversations(3)}
    _, prepared = prepare(
        account, files=files, data={"training": "train.jsonl", "validation": "val.jsonl"}
    )
    assert (prepared["training"]["records"], prepared["validation"]["records"]) == (10, 3)


def test_validation_none_trains_on_everything(account: FakeAccount) -> None:
    data = {"training": "train.jsonl", "validation": "none"}
    _, prepared = prepare(account, data=data)
    assert prepared["training"]["records"] == 20
    assert prepared["validation"] is None


def test_every_record_is_written_with_the_standard_schema_version(account: FakeAccount) -> None:
    odd = b"".join(conversation(str(n), schemaVersion="tooluse-dataset-2024") for n in range(20))
    run, _ = prepare(account, files={"train.jsonl": odd})
    body = account.s3.read(OUTPUT, documents.prepared_file(run, "training")) or b""
    versions = {json.loads(line)["schemaVersion"] for line in body.splitlines()}
    assert versions == {"bedrock-conversation-2024"}


def test_a_bad_record_rejects_the_dataset_and_says_where(account: FakeAccount) -> None:
    bad = conversations(10) + b'{"messages": []}\n' + b"{\n"
    with pytest.raises(DatasetRejected) as rejected:
        prepare(account, files={"train.jsonl": bad})
    assert rejected.value.what.startswith("Fix first: train.jsonl, line 12: ")
    assert "1 of 2 errors" in rejected.value.what


def test_the_preflight_report_is_written_for_a_rejected_dataset_too(account: FakeAccount) -> None:
    run = accepted(account, files={"train.jsonl": conversations(2)})
    with pytest.raises(DatasetRejected, match="at least 8"):
        prepare_data.handler({"run_id": run}, None)
    report = document(account, documents.preflight(run))
    assert report["verdict"] == "reject"
    assert report["findings"][0]["code"] == "too-few-records"
    page = account.s3.read(OUTPUT, documents.preflight_page(run)) or b""
    assert b"The data cannot be trained on" in page
    assert b"Fix first: train.jsonl" in page
    assert documents.prepared_data(run) not in account.s3.keys(OUTPUT)


def test_an_empty_test_file_is_rejected_before_a_model_goes_unverified(
    account: FakeAccount,
) -> None:
    files = {"train.jsonl": conversations(), "test.jsonl": b"\n"}
    with pytest.raises(DatasetRejected, match="no record"):
        prepare(account, files=files, data={"training": "train.jsonl", "test": "test.jsonl"})


def test_a_data_version_that_is_gone_is_changed_data(account: FakeAccount) -> None:
    run = accepted(account)
    account.s3.lose_version(INTAKE, f"jobs/{JOB}/train.jsonl", "v1")
    with pytest.raises(DataChanged, match=r"version v1 of jobs/support-triage/train\.jsonl"):
        prepare_data.handler({"run_id": run}, None)


def test_a_version_that_may_not_be_read_is_not_taken_for_a_lost_one(account: FakeAccount) -> None:
    run = accepted(account)
    account.s3.fail("HeadObject", "AccessDenied", on_call=len(account.journal.of("HeadObject")) + 1)
    with pytest.raises(AccessRefused):
        prepare_data.handler({"run_id": run}, None)


def test_a_later_version_does_not_change_a_run_that_has_started(account: FakeAccount) -> None:
    run = accepted(account)
    account.s3.store(INTAKE, f"jobs/{JOB}/train.jsonl", b"later")
    assert prepare_data.handler({"run_id": run}, None)["training"]["records"] == 18


def test_preparing_twice_gives_the_same_files(account: FakeAccount) -> None:
    run, first = prepare(account)
    assert prepare_data.handler({"run_id": run}, None) == first


def test_a_slow_bucket_is_worth_a_retry(account: FakeAccount) -> None:
    run = accepted(account)
    account.s3.fail("PutObject", "SlowDown", on_call=2)
    with pytest.raises(TransientServiceError):
        prepare_data.handler({"run_id": run}, None)
