"""Announce run: the owner is told how it ended, once."""

from io import StringIO

import pytest
from botocore.exceptions import ClientError

from lambdas import announce_run, record_failure
from lifecycle import documents
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, prepared, published


def announce(run: str, status: str, **detail: object) -> None:
    announce_run.handler({"detail": {"name": run, "status": status, **detail}}, None)


def test_success_is_told_with_what_to_invoke(account: FakeAccount) -> None:
    run = published(account)
    announce(run, "SUCCEEDED")
    (told,) = account.sns.messages
    assert told["subject"] == f"Tailor: {run} is being served"
    assert account.bedrock.deployments[run]["customModelDeploymentArn"] in told["message"]
    assert JOB in told["message"]


def test_failure_is_told_with_its_recorded_reason(account: FakeAccount) -> None:
    run = prepared(account)
    failed = {"run_id": run, "error": "QuotaReached", "cause": '{"errorMessage": "no room left"}'}
    record_failure.handler(failed, None)
    announce(run, "FAILED")
    (told,) = account.sns.messages
    assert "no room left" in told["message"]


@pytest.mark.parametrize(
    ("status", "reason"), [("ABORTED", "by hand"), ("TIMED_OUT", "longer than")]
)
def test_an_end_that_left_no_record_is_told_in_plain_words(
    account: FakeAccount, status: str, reason: str
) -> None:
    announce("job-1", status)
    (told,) = account.sns.messages
    assert status in told["subject"]
    assert reason in told["message"]


def test_an_event_that_comes_twice_is_told_once(account: FakeAccount, logs: StringIO) -> None:
    announce("job-1", "ABORTED")
    assert "announced before" not in logs.getvalue()
    announce("job-1", "ABORTED")
    assert len(account.sns.messages) == 1
    assert "announced before" in logs.getvalue()
    assert account.s3.keys(OUTPUT) == [documents.announcement("job-1")]


def test_the_end_of_a_redriven_run_is_news(account: FakeAccount) -> None:
    run = published(account)
    announce(run, "TIMED_OUT", redriveCount=0)
    announce(run, "SUCCEEDED", redriveCount=1)
    announce(run, "SUCCEEDED", redriveCount=1)
    assert [told["subject"][-12:] for told in account.sns.messages] == [
        " (TIMED_OUT)",
        "being served",
    ]


@pytest.mark.parametrize("code", ["InternalError", "KMSAccessDenied"])
def test_a_message_that_could_not_be_published_is_told_by_the_retry(
    account: FakeAccount, code: str
) -> None:
    account.sns.fail("Publish", code)
    with pytest.raises(ClientError):
        announce("job-1", "ABORTED")
    announce("job-1", "ABORTED")
    announce("job-1", "ABORTED")
    assert len(account.sns.messages) == 1


@pytest.mark.parametrize("code", ["ConditionalRequestConflict", "SlowDown"])
def test_a_bucket_in_doubt_is_asked_again_before_anybody_stays_untold(
    account: FakeAccount, code: str
) -> None:
    account.s3.fail("PutObject", code)
    with pytest.raises(ClientError):
        announce("job-1", "ABORTED")
    assert account.sns.messages == []
    announce("job-1", "ABORTED")
    assert len(account.sns.messages) == 1


def test_a_record_that_cannot_be_read_is_not_taken_for_a_missing_one(account: FakeAccount) -> None:
    account.s3.fail("GetObject", "AccessDenied")
    with pytest.raises(ClientError):
        announce("job-1", "FAILED")
    assert account.sns.messages == []
