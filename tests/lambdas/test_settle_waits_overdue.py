"""Settle waits: what has not settled by its deadline is stopped, and its task fails."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from lambdas import settle_waits
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.waiting import sweep, waiting_customization, waiting_deployment, waits_left


@pytest.fixture(autouse=True)
def waited_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling happens long after every deadline of what has been registered."""
    now = settle_waits.time.time()
    monkeypatch.setattr(settle_waits, "time", SimpleNamespace(time=lambda: now + 10 * 24 * 3600))


def test_an_overdue_job_is_stopped_and_fails_its_task(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    assert sweep() == 1
    assert account.bedrock.jobs[job]["status"] == "Stopping"
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"
    assert waits_left() == 0


def test_an_overdue_job_that_is_stopping_already_fails_its_task(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job]["status"] = "Stopping"
    sweep()
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_an_overdue_deployment_that_cannot_be_deleted_yet_fails_its_task(
    account: FakeAccount,
) -> None:
    _, token = waiting_deployment(account)
    assert sweep() == 1
    assert account.journal.of("DeleteCustomModelDeployment")
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_a_target_that_is_done_at_its_deadline_is_done(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    sweep()
    assert "output" in account.stepfunctions.results[token]
    assert not account.journal.of("StopModelCustomizationJob")


def test_an_overdue_job_that_may_not_be_stopped_is_not_settled(account: FakeAccount) -> None:
    waiting_customization(account)
    account.bedrock.fail("StopModelCustomizationJob", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        sweep()
    assert waits_left() == 1


def test_an_overdue_deployment_that_may_not_be_deleted_is_not_settled(
    account: FakeAccount,
) -> None:
    waiting_deployment(account)
    account.bedrock.fail("DeleteCustomModelDeployment", "AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        sweep()
    assert waits_left() == 1
