"""Abandon trial: nothing of a failed trial goes on costing, and its reason is kept."""

import json

import pytest

from lambdas import abandon_trial
from lifecycle import documents, names
from lifecycle.errors import TransientServiceError
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import customizing, document, prepared

ERROR = "DeadlinePassed"


def abandon(run: str, cause: str = "took too long") -> dict:
    return abandon_trial.handler({"run_id": run, "trial": 0, "error": ERROR, "cause": cause}, None)


def test_a_job_that_still_runs_is_stopped(account: FakeAccount) -> None:
    run = customizing(account)
    abandon(run)
    assert account.bedrock.jobs[names.customization_job(run, 0)]["status"] == "Stopping"


def test_the_reason_is_recorded_and_handed_on(account: FakeAccount) -> None:
    run = customizing(account)
    abandoned = abandon(run, json.dumps({"errorMessage": "TLR-501: the deadline passed"}))
    assert abandoned == {
        "run_id": run,
        "trial": 0,
        "error": ERROR,
        "reason": "TLR-501: the deadline passed",
    }
    assert document(account, documents.trial_failure(run, 0)) == abandoned | {"model_arn": ""}


def test_a_model_that_was_made_all_the_same_is_remembered(account: FakeAccount) -> None:
    run = customizing(account)
    model = account.bedrock.complete(names.customization_job(run, 0))
    abandon(run)
    assert document(account, documents.trial_failure(run, 0))["model_arn"] == model


def test_a_trial_that_never_got_a_job_is_recorded_too(account: FakeAccount) -> None:
    run = prepared(account)
    abandon(run)
    assert document(account, documents.trial_failure(run, 0))["model_arn"] == ""


def test_a_job_that_ends_meanwhile_needs_no_stop(account: FakeAccount) -> None:
    run = customizing(account)
    account.bedrock.fail("StopModelCustomizationJob", "ConflictException")
    assert abandon(run)["error"] == ERROR


def test_a_cause_of_any_length_leaves_room_for_those_of_the_others(account: FakeAccount) -> None:
    run = prepared(account)
    assert len(abandon(run, "x" * 30_000)["reason"]) * 16 < 256 * 1024


def test_a_throttled_service_is_worth_a_retry(account: FakeAccount) -> None:
    run = customizing(account)
    account.bedrock.fail("GetModelCustomizationJob", "ThrottlingException")
    with pytest.raises(TransientServiceError):
        abandon(run)
