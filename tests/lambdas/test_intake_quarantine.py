"""Intake: what cannot run is put aside with its reason, and its owner is told once."""

import pytest

from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, document, land, manifest, receive


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (b"name: [", "TLR-101", "neither YAML nor JSON"),
        (b"name: !!bool x", "TLR-101", "cannot be read"),
        (b"[" * 60_000, "TLR-101", "lists and mappings"),
        (b"#" * 70_000, "TLR-101", "longer than 65536 bytes"),
        (manifest(name="another"), "TLR-101", "lies in the folder"),
        (manifest(budget={"max_usd": 5}), "TLR-102", "`budget` is not yet supported"),
    ],
)
def test_a_manifest_that_cannot_run_is_quarantined_with_its_reason(
    account: FakeAccount, body: bytes, code: str, reason: str
) -> None:
    assert receive(land(account, "job.yaml", body)) == []
    key, copy = account.s3.keys(OUTPUT)
    assert key.startswith("quarantine/requests/")
    written = document(account, key)
    assert written["code"] == code
    assert reason in written["reason"]
    assert written["files"]["job.yaml"]["version_id"] == "v1"
    assert copy == key.replace("account.json", "files/job.yaml")
    assert account.s3.read(OUTPUT, copy) == body


def test_a_quarantine_is_announced_once_however_many_events_come(account: FakeAccount) -> None:
    bad = land(account, "job.yaml", b"name: [")
    data = land(account, "train.jsonl", b"x")
    receive(bad, data, bad, data)
    (announced,) = account.sns.messages
    assert announced["subject"] == f"Tailor: the job in jobs/{JOB}/ cannot run"
    assert "neither YAML nor JSON" in announced["message"]


def test_a_second_bad_version_is_quarantined_on_its_own(account: FakeAccount) -> None:
    receive(land(account, "job.yaml", b"name: ["))
    receive(land(account, "job.yaml", b"name: {"))
    assert len(account.s3.keys(OUTPUT)) == 2 * len(account.sns.messages) == 4


def test_a_quarantine_that_could_not_be_announced_is_announced_by_the_retry(
    account: FakeAccount,
) -> None:
    account.sns.fail("Publish", "InternalError")
    bad = land(account, "job.yaml", b"name: [")
    assert receive(bad) == [bad["messageId"]]
    assert receive(bad) == []
    assert len(account.sns.messages) == 1
    assert len(account.s3.keys(OUTPUT)) == 2


def test_a_folder_with_control_characters_is_announced_in_a_lawful_subject(
    account: FakeAccount,
) -> None:
    receive(land(account, "job.yaml", manifest(), job="a\x01\x7f\n\u202eb" + "c" * 200))
    (announced,) = account.sns.messages
    assert announced["subject"].startswith("Tailor: the job in jobs/a????bccc")


def test_no_more_of_a_manifest_is_read_than_the_limit(account: FakeAccount) -> None:
    receive(land(account, "job.yaml", b"#" * 5_000_000))
    (announced,) = account.sns.messages
    assert "longer than 65536 bytes" in announced["message"]
