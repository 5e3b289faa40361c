"""Intake, against fake buckets and a fake state machine."""

import json
from io import StringIO
from typing import Any

import pytest

from lambdas import intake
from tests.lambdas.fakes.account import INTAKE, SETTLE_SECONDS, FakeAccount
from tests.lambdas.stages import JOB, conversations, land, manifest, message, receive


def runs(account: FakeAccount) -> list[dict[str, Any]]:
    return [json.loads(text) for text in account.stepfunctions.executions.values()]


def test_data_before_the_manifest_starts_one_run(account: FakeAccount) -> None:
    assert receive(land(account, "train.jsonl", conversations())) == []
    assert runs(account) == []
    assert receive(land(account, "job.yaml", manifest())) == []
    assert len(runs(account)) == 1


def test_the_manifest_before_the_data_starts_one_run(account: FakeAccount) -> None:
    assert receive(land(account, "job.yaml", manifest())) == []
    assert runs(account) == []
    assert receive(land(account, "train.jsonl", conversations())) == []
    assert len(runs(account)) == 1


def test_a_run_is_pinned_to_the_versions_that_landed(account: FakeAccount) -> None:
    receive(land(account, "train.jsonl", b"one"), land(account, "job.yaml", manifest()))
    (run,) = runs(account)
    assert run["job_name"] == JOB
    assert run["manifest"]["version_id"] == "v2"
    assert run["files"]["train.jsonl"] == {
        "key": f"jobs/{JOB}/train.jsonl",
        "version_id": "v1",
        "etag": '"f97c5d29941bfb1b2fdab0874906ab82"',
        "size": 3,
    }


def test_a_burst_of_duplicates_starts_one_run(account: FakeAccount) -> None:
    messages = [land(account, "train.jsonl", b"x"), land(account, "job.yaml", manifest())]
    assert receive(*messages * 100) == []
    assert len(runs(account)) == 1


def test_a_run_that_has_ended_is_not_started_again_by_a_late_duplicate(
    account: FakeAccount,
) -> None:
    land(account, "train.jsonl", b"x")
    arrived = land(account, "job.yaml", manifest())
    account.stepfunctions.fail("StartExecution", "ExecutionAlreadyExists")
    assert receive(arrived) == []


def test_a_new_version_of_one_file_starts_one_new_run(account: FakeAccount) -> None:
    receive(land(account, "train.jsonl", b"x"), land(account, "job.yaml", manifest()))
    again = land(account, "train.jsonl", b"x")
    receive(again, again)
    assert len(runs(account)) == 2


def test_an_undeclared_file_starts_nothing(account: FakeAccount) -> None:
    land(account, "train.jsonl", b"x")
    land(account, "job.yaml", manifest())
    assert receive(land(account, "notes.txt", b"x")) == []
    assert runs(account) == []


def test_the_log_says_why_no_run_was_started(account: FakeAccount, logs: StringIO) -> None:
    receive(land(account, "train.jsonl", b"x"))
    receive(land(account, "notes.txt", b"x"), land(account, "job.yaml", b"name: ["))
    receive(land(account, "job.yaml", manifest()), message("jobs/support-triage/notes.txt"))
    receive({"messageId": "no JSON", "body": "{"})
    for reason in ("no job.yaml yet", "quarantined", "not declared", "message failed"):
        assert reason in logs.getvalue()


def test_a_file_is_not_acted_on_while_another_has_just_landed(account: FakeAccount) -> None:
    older = land(account, "train.jsonl", b"x", seconds_ago=SETTLE_SECONDS + 10)
    newer = land(account, "job.yaml", manifest(), seconds_ago=SETTLE_SECONDS - 5)
    receive(older)
    assert runs(account) == []
    receive(newer)
    assert len(runs(account)) == 1


@pytest.mark.parametrize(
    "key", ["jobs-old/x/job.yaml", "jobs/job.yaml", "jobs//job.yaml", "jobs/x/", "runs/x/job.yaml"]
)
def test_keys_that_only_look_like_a_job_are_not_even_read(account: FakeAccount, key: str) -> None:
    account.s3.store(INTAKE, key, manifest())
    assert receive(message(key)) == []
    assert account.journal.calls == []


@pytest.mark.parametrize(
    "job", ["support triage", "naïve café", "客服分类", "🧵 tailor", "a+b%20c"]
)
def test_names_of_any_script_start_a_run(account: FakeAccount, job: str) -> None:
    file = f"données {job}.jsonl"
    receive(
        land(account, file, b"x", job=job),
        land(account, "job.yaml", manifest(name=job, data={"training": file}), job=job),
    )
    (run,) = runs(account)
    assert run["job_name"] == job
    assert run["files"][file]["key"] == f"jobs/{job}/{file}"


def test_one_bad_message_does_not_hold_up_the_others(account: FakeAccount) -> None:
    bad = [
        {"messageId": "no JSON", "body": "{"},
        {"messageId": "no key", "body": '{"detail": {}}'},
    ]
    good = [land(account, "train.jsonl", b"x"), land(account, "job.yaml", manifest())]
    assert receive(bad[0], good[0], bad[1], good[1]) == ["no JSON", "no key"]
    assert len(runs(account)) == 1


@pytest.mark.parametrize(
    ("operation", "code"), [("GetObject", "AccessDenied"), ("HeadObject", "SlowDown")]
)
def test_a_bucket_that_does_not_answer_sends_the_message_back(
    account: FakeAccount, operation: str, code: str
) -> None:
    land(account, "train.jsonl", b"x")
    arrived = land(account, "job.yaml", manifest())
    account.s3.fail(operation, code)
    assert receive(arrived) == [arrived["messageId"]]
    assert receive(arrived) == []
    assert len(runs(account)) == 1


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_start_that_got_lost_is_repeated_without_a_second_run(
    account: FakeAccount, after_effect: bool
) -> None:
    land(account, "train.jsonl", b"x")
    arrived = land(account, "job.yaml", manifest())
    account.stepfunctions.fail(
        "StartExecution", "ExecutionLimitExceeded", after_effect=after_effect
    )
    assert receive(arrived) == [arrived["messageId"]]
    assert receive(arrived) == []
    assert len(runs(account)) == 1


def test_a_manifest_overwritten_while_it_is_read_never_lends_its_version_to_the_old_text(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(account, "train.jsonl", b"x")
    arrived = land(account, "job.yaml", manifest())

    def overwrite_then_find(bucket: str, key: str) -> Any:
        land(account, "job.yaml", manifest(data={"training": "other.jsonl"}), seconds_ago=60)
        return found(bucket, key)

    found = intake._find
    monkeypatch.setattr(intake, "_find", overwrite_then_find)
    receive(arrived)
    (run,) = runs(account)
    assert run["manifest"]["version_id"] == "v2"
