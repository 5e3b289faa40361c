"""Settle waits: how a task ends once its job or deployment has settled."""

import json
from types import SimpleNamespace

import pytest

from lambdas import settle_waits, waiting_room
from tests.lambdas.fakes.account import WAITS, FakeAccount
from tests.lambdas.waiting import (
    SCHEDULE,
    sweep,
    waiting_custom_model,
    waiting_customization,
    waiting_deployment,
    waiting_import,
    waiting_throughput,
    waits_left,
)


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


@pytest.mark.parametrize("status", ["Creating", "Updating"])
def test_a_throughput_that_does_not_serve_yet_keeps_its_task_waiting(
    account: FakeAccount, status: str
) -> None:
    throughput, token = waiting_throughput(account)
    account.bedrock.throughputs[throughput]["status"] = status
    assert sweep() == 0
    assert account.stepfunctions.results[token] is None


def test_a_throughput_in_service_ends_its_task_with_success(account: FakeAccount) -> None:
    throughput, token = waiting_throughput(account)
    account.bedrock.throughputs[throughput]["status"] = "InService"
    assert sweep() == 1
    assert "InService" in account.stepfunctions.results[token]["output"]


def test_a_failed_throughput_fails_its_task_with_the_reason(account: FakeAccount) -> None:
    throughput, token = waiting_throughput(account)
    account.bedrock.throughputs[throughput].update(status="Failed", failureMessage="no capacity")
    sweep()
    result = account.stepfunctions.results[token]
    assert result["error"] == "DeploymentFailed"
    assert "no capacity" in result["cause"]


def test_a_completed_import_ends_its_task_though_no_event_tells_of_it(
    account: FakeAccount,
) -> None:
    job, token = waiting_import(account)
    assert sweep() == 0
    account.bedrock.complete_import(job)
    assert sweep() == 1
    assert "Completed" in account.stepfunctions.results[token]["output"]


def test_a_failed_import_fails_its_task_in_the_words_of_the_service(account: FakeAccount) -> None:
    job, token = waiting_import(account)
    account.bedrock.import_jobs[job].update(status="Failed", failureMessage="bad weights")
    sweep()
    result = account.stepfunctions.results[token]
    assert result["error"] == "ImportFailed"
    assert "bad weights" in result["cause"]


@pytest.mark.parametrize(("status", "settled"), [("Creating", 0), ("Active", 1), ("Failed", 1)])
def test_a_model_of_a_package_is_waited_for_until_it_is_active(
    account: FakeAccount, status: str, settled: int
) -> None:
    model, token = waiting_custom_model(account)
    account.bedrock.custom_models[model]["modelStatus"] = status
    assert sweep() == settled
    failed = (account.stepfunctions.results[token] or {}).get("error")
    assert failed == ("ImportFailed" if status == "Failed" else None)


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


def test_each_sweep_reports_itself_and_the_most_overdue_wait(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_customization(account)
    ((wait,), _) = waiting_room.everyone(WAITS)
    clock = SimpleNamespace(time=lambda: wait.deadline_at + 120)
    monkeypatch.setattr(settle_waits, "time", clock)
    sweep()
    assert account.cloudwatch.metrics == {"Sweeps": 1, "Waits": 1, "OverdueWait": 120}


def test_an_empty_waiting_room_reports_a_sweep_too(account: FakeAccount) -> None:
    assert sweep() == 0
    assert account.cloudwatch.metrics == {"Sweeps": 1, "Waits": 0, "OverdueWait": 0.0}


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
