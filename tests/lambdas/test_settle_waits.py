"""Settle waits: jobs and deployments of a fake Bedrock, tasks of a fake state machine."""

import json
from io import StringIO

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from lambdas import register_wait, settle_waits, waiting_room
from lifecycle import names
from lifecycle.waits import Target
from tests.lambdas.fakes.account import WAITS, FakeAccount
from tests.lambdas.stages import customizing, provisioning

SCHEDULE: dict = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}


def wait_for(account: FakeAccount, target: Target, run: str) -> str:
    """The token of a task that waits, as the state machine registers it."""
    token = account.stepfunctions.waiting_task()
    event = {"run_id": run, "target": target.value, "token": token}
    register_wait.handler(event, None)
    return token


def waiting_customization(account: FakeAccount, **landing: object) -> tuple[str, str]:
    run = customizing(account, **landing)
    return names.customization_job(run, 0), wait_for(account, Target.CUSTOMIZATION, run)


def waiting_deployment(account: FakeAccount) -> tuple[str, str]:
    run = provisioning(account)
    return names.deployment(run), wait_for(account, Target.DEPLOYMENT, run)


def sweep() -> int:
    return settle_waits.handler(SCHEDULE, None)["settled"]


def waits_left() -> int:
    return len(list(waiting_room.everyone(WAITS)))


def past_every_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    now = settle_waits.time.time()
    monkeypatch.setattr(settle_waits.time, "time", lambda: now + 10 * 24 * 3600)


def test_a_job_in_progress_keeps_its_task_waiting(account: FakeAccount) -> None:
    _, token = waiting_customization(account)
    assert sweep() == 0
    assert account.stepfunctions.results[token] is None
    assert waits_left() == 1


@pytest.mark.parametrize("wake", ["schedule", "event"])
def test_a_completed_job_ends_its_task_with_success(account: FakeAccount, wake: str) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    event = SCHEDULE if wake == "schedule" else {"detail": {"jobName": job}}
    assert settle_waits.handler(event, None) == {"settled": 1}
    output = json.loads(account.stepfunctions.results[token]["output"])
    assert output == {"arn": account.bedrock.jobs[job]["jobArn"], "status": "Completed"}
    assert waits_left() == 0


def test_an_event_settles_its_own_job_alone(account: FakeAccount) -> None:
    jobs = [waiting_customization(account, hyperparameters={"epochCount": n}) for n in (1, 2)]
    for job, _ in jobs:
        account.bedrock.complete(job)
    assert settle_waits.handler({"detail": {"jobName": jobs[0][0]}}, None) == {"settled": 1}
    assert account.stepfunctions.results[jobs[1][1]] is None
    assert account.cloudwatch.metrics == {}


def test_an_event_about_a_job_that_nobody_waits_for_is_none_of_ours(account: FakeAccount) -> None:
    assert settle_waits.handler({"detail": {"jobName": "somebody-elses"}}, None) == {"settled": 0}


def test_an_event_that_comes_twice_settles_once(account: FakeAccount) -> None:
    job, _ = waiting_customization(account)
    account.bedrock.complete(job)
    event = {"detail": {"jobName": job}}
    assert settle_waits.handler(event, None) == {"settled": 1}
    assert settle_waits.handler(event, None) == {"settled": 0}


@pytest.mark.parametrize(
    ("status", "error"), [("Failed", "CustomizationFailed"), ("Stopped", "CustomizationStopped")]
)
def test_a_job_that_ended_badly_fails_its_task_in_the_words_of_the_service(
    account: FakeAccount, status: str, error: str
) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job].update(status=status, failureMessage="the data did not parse")
    assert sweep() == 1
    result = account.stepfunctions.results[token]
    assert result["error"] == error
    assert "the data did not parse" in result["cause"]
    assert account.bedrock.jobs[job]["jobArn"] in result["cause"]


def test_an_active_deployment_ends_its_task_with_success(account: FakeAccount) -> None:
    deployment, token = waiting_deployment(account)
    account.bedrock.deployments[deployment]["status"] = "Active"
    assert sweep() == 1
    assert "Active" in account.stepfunctions.results[token]["output"]


def test_a_failed_deployment_fails_its_task_with_the_reason(account: FakeAccount) -> None:
    deployment, token = waiting_deployment(account)
    account.bedrock.deployments[deployment].update(status="Failed", failureMessage="no room")
    sweep()
    result = account.stepfunctions.results[token]
    assert result["error"] == "DeploymentFailed"
    assert "no room" in result["cause"]


def test_a_target_that_somebody_deleted_fails_its_task(account: FakeAccount) -> None:
    deployment, token = waiting_deployment(account)
    del account.bedrock.deployments[deployment]
    assert sweep() == 1
    assert account.stepfunctions.results[token]["error"] == "TargetGone"
    assert waits_left() == 0


def test_a_status_of_tomorrow_fails_its_task_by_name(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job]["status"] = "Paused"
    sweep()
    result = account.stepfunctions.results[token]
    assert result["error"] == "UnknownStatus"
    assert "'Paused'" in result["cause"]


def test_an_overdue_job_is_stopped_and_fails_its_task(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, token = waiting_customization(account)
    past_every_deadline(monkeypatch)
    assert sweep() == 1
    assert account.bedrock.jobs[job]["status"] == "Stopping"
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"
    assert waits_left() == 0


def test_an_overdue_job_that_is_stopping_already_fails_its_task(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job]["status"] = "Stopping"
    past_every_deadline(monkeypatch)
    sweep()
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_an_overdue_deployment_fails_its_task_though_it_cannot_be_deleted_yet(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = waiting_deployment(account)
    past_every_deadline(monkeypatch)
    assert sweep() == 1
    assert account.journal.of("DeleteCustomModelDeployment")
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_a_target_that_is_done_at_its_deadline_is_done(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    past_every_deadline(monkeypatch)
    sweep()
    assert "output" in account.stepfunctions.results[token]
    assert not account.journal.of("StopModelCustomizationJob")


def test_an_overdue_job_that_may_not_be_stopped_is_no_settled_wait(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_customization(account)
    past_every_deadline(monkeypatch)
    account.bedrock.fail("StopModelCustomizationJob", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        sweep()
    assert waits_left() == 1


def test_an_overdue_deployment_that_may_not_be_deleted_is_no_settled_wait(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_deployment(account)
    past_every_deadline(monkeypatch)
    account.bedrock.fail("DeleteCustomModelDeployment", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        sweep()
    assert waits_left() == 1


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_wait_whose_state_is_over_is_removed(
    account: FakeAccount, logs: StringIO, code: str
) -> None:
    job, _ = waiting_customization(account)
    account.bedrock.complete(job)
    account.stepfunctions.fail("SendTaskSuccess", code)
    assert sweep() == 1
    assert waits_left() == 0
    assert "nobody waits any more" in logs.getvalue()


def test_an_answer_that_is_refused_keeps_the_wait(account: FakeAccount) -> None:
    job, _ = waiting_customization(account)
    account.bedrock.complete(job)
    account.stepfunctions.fail("SendTaskSuccess", "KmsAccessDeniedException")
    with pytest.raises(ClientError, match="Kms"):
        sweep()
    assert waits_left() == 1


def test_a_wait_that_cannot_be_removed_is_an_error(account: FakeAccount) -> None:
    job, _ = waiting_customization(account)
    account.bedrock.complete(job)
    account.dynamodb.fail("DeleteItem", "InternalServerError")
    with pytest.raises(ClientError, match="InternalServerError"):
        sweep()
    assert sweep() == 1
    assert waits_left() == 0


@pytest.mark.parametrize("after_effect", [False, True])
def test_an_answer_that_got_lost_is_given_again(account: FakeAccount, after_effect: bool) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    lost = ConnectTimeoutError(endpoint_url="https://states")
    account.stepfunctions.fail("SendTaskSuccess", lost, after_effect=after_effect)
    with pytest.raises(ConnectTimeoutError):
        sweep()
    assert waits_left() == 1
    assert sweep() == 1
    assert "output" in account.stepfunctions.results[token]
    assert waits_left() == 0


@pytest.mark.parametrize(
    "trouble", ["AccessDeniedException", "ThrottlingException", "InternalServerException", {}]
)
def test_a_wait_that_cannot_be_settled_does_not_keep_the_others_waiting(
    account: FakeAccount, logs: StringIO, trouble: str | dict
) -> None:
    jobs = [waiting_customization(account, hyperparameters={"epochCount": n}) for n in (1, 2, 3)]
    for job, _ in jobs:
        account.bedrock.complete(job)
    account.bedrock.fail("GetModelCustomizationJob", trouble)
    with pytest.raises((ClientError, KeyError)):
        sweep()
    ended = [token for _, token in jobs if account.stepfunctions.results[token]]
    assert len(ended) == 2
    assert logs.getvalue().count("wait not settled") == 1
    assert sweep() == 1
    assert waits_left() == 0


def test_each_sweep_reports_itself_and_the_oldest_wait(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_customization(account)
    now = settle_waits.time.time()
    monkeypatch.setattr(settle_waits.time, "time", lambda: now + 120)
    sweep()
    metrics = account.cloudwatch.metrics
    assert (metrics["Sweeps"], metrics["Waits"]) == (1, 1)
    assert 120 <= metrics["OldestWait"] < 180


def test_an_empty_waiting_room_reports_a_sweep_too(account: FakeAccount) -> None:
    assert sweep() == 0
    assert account.cloudwatch.metrics == {"Sweeps": 1, "Waits": 0, "OldestWait": 0.0}


def test_a_report_that_is_refused_keeps_no_task_waiting(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    account.cloudwatch.fail("PutMetricData", "InternalServiceError")
    with pytest.raises(ClientError):
        sweep()
    assert account.stepfunctions.results[token]


def test_a_sweep_with_a_broken_wait_is_reported_all_the_same(account: FakeAccount) -> None:
    waiting_customization(account)
    account.bedrock.fail("GetModelCustomizationJob", "AccessDeniedException")
    with pytest.raises(ClientError):
        sweep()
    assert account.cloudwatch.metrics["Sweeps"] == 1


def test_a_cause_longer_than_the_state_machine_takes_is_cut(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job].update(status="Failed", failureMessage="x" * 40_000)
    assert sweep() == 1
    assert 30_000 < len(account.stepfunctions.results[token]["cause"]) <= 32_768


def test_waits_of_several_runs_and_targets_are_settled_in_one_sweep(account: FakeAccount) -> None:
    job, job_token = waiting_customization(account)
    deployment, deployment_token = waiting_deployment(account)
    account.bedrock.complete(job)
    account.bedrock.deployments[deployment]["status"] = "Active"
    assert sweep() == 2
    assert "Completed" in account.stepfunctions.results[job_token]["output"]
    assert "Active" in account.stepfunctions.results[deployment_token]["output"]
