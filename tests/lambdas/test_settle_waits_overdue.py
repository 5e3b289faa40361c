"""Settle waits: the task of what has not settled by its deadline fails; what the run then does
stops the job, or deletes the deployment."""

from types import SimpleNamespace

import pytest

from lambdas import settle_waits
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.waiting import sweep, waiting_customization, waiting_deployment, waits_left


@pytest.fixture(autouse=True)
def waited_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settling happens long after every deadline of what has been registered."""
    now = settle_waits.time.time()
    monkeypatch.setattr(settle_waits, "time", SimpleNamespace(time=lambda: now + 10 * 24 * 3600))


def test_an_overdue_job_fails_its_task(account: FakeAccount) -> None:
    _, token = waiting_customization(account)
    assert sweep() == 1
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"
    assert waits_left() == 0


def test_an_overdue_job_that_is_stopping_already_fails_its_task(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.jobs[job]["status"] = "Stopping"
    sweep()
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_an_overdue_deployment_fails_its_task(account: FakeAccount) -> None:
    _, token = waiting_deployment(account)
    assert sweep() == 1
    assert account.stepfunctions.results[token]["error"] == "DeadlinePassed"


def test_a_target_that_is_done_at_its_deadline_is_done(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    sweep()
    assert "output" in account.stepfunctions.results[token]
