"""Release provisioning: only what belongs to the run, and all of it."""

import pytest

from lambdas import release_provisioning
from lifecycle import names
from lifecycle.errors import AccessRefused, TransientServiceError
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import (
    PROVISIONED,
    customized,
    customizing,
    prepared,
    provisioning,
    serving,
)


def release(run: str) -> dict:
    return release_provisioning.handler({"run_id": run}, None)


def nothing_of(run: str) -> dict:
    return {
        "run_id": run,
        "stopped_jobs": (),
        "deleted_deployments": (),
        "deleted_throughputs": (),
        "deleted_imports": (),
        "abandoned_imports": (),
    }


def add_job(account: FakeAccount, like: str, name: str) -> None:
    account.bedrock.jobs[name] = {**account.bedrock.jobs[like], "jobName": name}


def add_deployment(account: FakeAccount, like: str, name: str) -> None:
    arn = f"arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/{len(name):012d}"
    other = {**account.bedrock.deployments[like], "modelDeploymentName": name}
    account.bedrock.deployments[name] = other | {"customModelDeploymentArn": arn}


def test_a_running_job_of_the_run_is_stopped(account: FakeAccount) -> None:
    run = customizing(account)
    job = names.customization_job(run, 0)
    assert release(run)["stopped_jobs"] == (job,)
    assert account.bedrock.jobs[job]["status"] == "Stopping"


def test_the_jobs_of_all_trials_are_stopped_beyond_the_first_page(account: FakeAccount) -> None:
    run = customizing(account)
    for trial in range(1, 5):
        add_job(account, f"{run}-t0", f"{run}-t{trial}")
    assert len(release(run)["stopped_jobs"]) == 5


def test_a_finished_job_and_its_model_stay(account: FakeAccount) -> None:
    run = customized(account)
    assert release(run) == nothing_of(run)
    assert account.bedrock.jobs[f"{run}-t0"]["status"] == "Completed"


def test_the_deployment_of_the_run_is_deleted(account: FakeAccount) -> None:
    run = serving(account)
    arn = account.bedrock.deployments[run]["customModelDeploymentArn"]
    assert release(run)["deleted_deployments"] == (arn,)
    assert account.bedrock.deployments == {}


def test_the_throughput_of_the_run_is_deleted(account: FakeAccount) -> None:
    run = serving(account, deployment=PROVISIONED)
    throughput = account.bedrock.throughputs[run]
    for name in (f"x-{run}", f"{run}-2"):
        account.bedrock.throughputs[name] = throughput | {"provisionedModelName": name}
    assert release(run)["deleted_throughputs"] == (throughput["provisionedModelArn"],)
    assert sorted(account.bedrock.throughputs) == sorted([f"x-{run}", f"{run}-2"])


def test_a_throughput_that_is_still_being_created_is_worth_a_retry(account: FakeAccount) -> None:
    run = provisioning(account, deployment=PROVISIONED)
    with pytest.raises(TransientServiceError, match="ConflictException"):
        release(run)
    account.bedrock.throughputs[run]["status"] = "InService"
    release(run)
    assert account.bedrock.throughputs == {}


def test_what_belongs_to_look_alike_runs_is_left_alone(account: FakeAccount) -> None:
    run = serving(account)
    account.bedrock.jobs[f"{run}-t0"]["status"] = "InProgress"
    others = [f"x-{run}-t0", f"{run}-tail-0123456789abcdef-t0", f"{run}-t0-again"]
    for other in others:
        add_job(account, f"{run}-t0", other)
    look_alikes = [f"x-{run}", f"{run}-2"]
    for name in look_alikes:
        add_deployment(account, run, name)
    released = release(run)
    assert released["stopped_jobs"] == (f"{run}-t0",)
    assert {account.bedrock.jobs[other]["status"] for other in others} == {"InProgress"}
    assert sorted(account.bedrock.deployments) == sorted(look_alikes)


def test_a_run_that_made_nothing_has_nothing_to_release(account: FakeAccount) -> None:
    run = prepared(account)
    assert release(run) == nothing_of(run)


def test_releasing_twice_is_no_error(account: FakeAccount) -> None:
    run = serving(account)
    release(run)
    assert release(run)["deleted_deployments"] == ()


def test_a_deployment_that_is_gone_by_now_is_no_error(account: FakeAccount) -> None:
    run = serving(account)
    account.bedrock.fail("DeleteCustomModelDeployment", "ResourceNotFoundException")
    assert release(run)["deleted_deployments"]


def test_a_job_that_ended_since_it_was_listed_is_no_error(account: FakeAccount) -> None:
    run = customizing(account)
    account.bedrock.fail("StopModelCustomizationJob", "ConflictException")
    assert release(run)["stopped_jobs"]


def test_a_deployment_that_is_still_being_created_is_worth_a_retry(account: FakeAccount) -> None:
    run = provisioning(account)
    with pytest.raises(TransientServiceError, match="ConflictException"):
        release(run)
    account.bedrock.deployments[run]["status"] = "Failed"
    release(run)
    assert account.bedrock.deployments == {}


def test_a_refused_deletion_is_not_taken_for_success(account: FakeAccount) -> None:
    run = serving(account)
    account.bedrock.fail("DeleteCustomModelDeployment", "AccessDeniedException")
    with pytest.raises(AccessRefused):
        release(run)
