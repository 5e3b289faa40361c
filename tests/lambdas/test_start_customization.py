"""Start customization: at most one job per trial, whatever goes wrong in between."""

import pytest

from lambdas import start_customization
from lifecycle import documents, names
from lifecycle.errors import (
    AccessRefused,
    QuotaReached,
    RoleNotAssumable,
    ServiceRefused,
    TransientServiceError,
)
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import document, prepared, start_trial

CREATE = "CreateModelCustomizationJob"


def start(run: str) -> dict:
    return start_customization.handler({"run_id": run, "trial": 0}, None)


def test_one_job_is_started_with_the_prepared_data(account: FakeAccount) -> None:
    run = prepared(account)
    started = start(run)
    (job,) = account.bedrock.jobs.values()
    (asked,) = account.journal.of(CREATE)
    assert started == {"run_id": run, "trial": 0, "job_arn": job["jobArn"]}
    assert asked["trainingDataConfig"]["s3Uri"] == documents.s3_uri(
        OUTPUT, documents.prepared_file(run, "training")
    )
    assert asked["jobTags"] == asked["customModelTags"] == [{"key": "tailor:run-id", "value": run}]


@every_moment(calls=4)
def test_a_kill_at_any_moment_and_a_retry_leave_one_job(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = prepared(account)
    done = len(account.journal.calls)
    account.journal.fail_call(done + call, Killed(), after_effect=after_effect)
    with pytest.raises(Killed):
        start(run)
    started = start(run)
    assert [job["jobArn"] for job in account.bedrock.jobs.values()] == [started["job_arn"]]


def test_the_calls_of_a_start_are_the_four_that_are_killed_above(account: FakeAccount) -> None:
    run = prepared(account)
    done = len(account.journal.calls)
    start(run)
    assert len(account.journal.calls) - done == 4


def test_a_job_that_exists_under_the_name_is_the_job_of_the_run(account: FakeAccount) -> None:
    run = prepared(account)
    first = start(run)
    account.bedrock.fail(CREATE, "ConflictException", on_call=2)
    assert start(run) == first


def test_a_repeated_token_that_is_answered_without_an_arn_is_looked_up(
    account: FakeAccount,
) -> None:
    run = prepared(account)
    account.bedrock.fail(CREATE, {}, after_effect=True)
    assert start(run)["job_arn"] == account.bedrock.jobs[names.customization_job(run, 0)]["jobArn"]


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("ServiceQuotaExceededException", "too many jobs", QuotaReached),
        ("AccessDeniedException", "no", AccessRefused),
        ("ValidationException", "Could not assume provided IAM role.", RoleNotAssumable),
        ("ValidationException", "The data is not what we like", ServiceRefused),
        ("ResourceNotFoundException", "no such model", ServiceRefused),
        ("ThrottlingException", "slow down", TransientServiceError),
        ("InternalServerException", "oh", TransientServiceError),
    ],
)
def test_a_refusal_carries_its_name_and_the_words_of_the_service(
    account: FakeAccount, code: str, message: str, error: type
) -> None:
    run = prepared(account)
    account.bedrock.fail(CREATE, code, message)
    with pytest.raises(error, match=message):
        start(run)
    assert account.bedrock.jobs == {}


def test_what_nobody_asked_for_follows_from_the_counted_records(account: FakeAccount) -> None:
    run = prepared(account, hyperparameters={"learningRate": 5e-5})
    start(run)
    (asked,) = account.journal.of(CREATE)
    values = {"epochCount": "3", "learningRate": "5e-05", "learningRateWarmupSteps": "0"}
    assert asked["hyperParameters"] == values
    assert document(account, documents.trial_plan(run, 0)) == {
        "trial": 0,
        "hyperparameters": values,
        "origins": {
            "epochCount": "guidance",
            "learningRate": "asked",
            "learningRateWarmupSteps": "guidance",
        },
    }


def test_each_trial_has_a_job_of_its_own(account: FakeAccount) -> None:
    run = prepared(account, hyperparameters={"epochCount": [1, 5]})
    for trial in (0, 1):
        start_trial(run, trial)
    asked = account.journal.of(CREATE)
    assert [job["hyperParameters"]["epochCount"] for job in asked] == ["1", "5"]
    for field in ("jobName", "customModelName", "clientRequestToken", "outputDataConfig"):
        assert asked[0][field] != asked[1][field]
