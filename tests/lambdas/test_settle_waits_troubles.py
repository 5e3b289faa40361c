"""Settle waits: what goes wrong with one wait is told, repeated, and harms no other."""

from io import StringIO

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from lifecycle.errors import WaitUnreadable
from tests.lambdas.fakes.account import WAITS, FakeAccount
from tests.lambdas.waiting import sweep, waiting_customization, waits_left


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


def test_an_item_that_is_no_wait_is_told_and_keeps_no_other_waiting(account: FakeAccount) -> None:
    job, token = waiting_customization(account)
    account.bedrock.complete(job)
    account.dynamodb.put_item(TableName=WAITS, Item={"wait_id": {"S": "customization#stray"}})
    with pytest.raises(WaitUnreadable, match="customization#stray"):
        sweep()
    assert "output" in account.stepfunctions.results[token]
    assert account.cloudwatch.metrics["Sweeps"] == 1
