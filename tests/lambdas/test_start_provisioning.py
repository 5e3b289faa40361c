"""Start provisioning: at most one deployment per run, whatever goes wrong in between."""

import pytest

from lambdas import start_provisioning
from lifecycle import documents, names
from lifecycle.errors import AccessRefused, QuotaReached, TransientServiceError
from lifecycle.waits import Target
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import chosen, document

CREATE = "CreateCustomModelDeployment"


def start(run: str) -> dict:
    return start_provisioning.handler({"run_id": run}, None)


def test_the_chosen_model_is_deployed_under_the_name_of_the_run(account: FakeAccount) -> None:
    run = chosen(account)
    started = start(run)
    deployment = account.bedrock.deployments[names.deployment(run)]
    assert started == {
        "run_id": run,
        "target": Target.DEPLOYMENT,
        "serving_arn": deployment["customModelDeploymentArn"],
    }
    assert deployment["modelArn"] == document(account, documents.chosen_model(run))["model_arn"]


@every_moment(calls=4)
def test_a_kill_at_any_moment_and_a_retry_leave_one_deployment(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = chosen(account)
    done = len(account.journal.calls)
    account.journal.fail_call(done + call, Killed(), after_effect=after_effect)
    with pytest.raises(Killed):
        start(run)
    started = start(run)
    arns = [d["customModelDeploymentArn"] for d in account.bedrock.deployments.values()]
    assert arns == [started["serving_arn"]]


def test_the_calls_of_a_start_are_the_four_that_are_killed_above(account: FakeAccount) -> None:
    run = chosen(account)
    done = len(account.journal.calls)
    start(run)
    assert len(account.journal.calls) - done == 4


def test_a_deployment_is_looked_for_before_one_is_bought(account: FakeAccount) -> None:
    run = chosen(account)
    assert start(run) == start(run)
    assert len(account.journal.of(CREATE)) == 1


def test_a_creation_that_is_answered_without_an_arn_is_looked_up(account: FakeAccount) -> None:
    run = chosen(account)
    account.bedrock.fail(CREATE, {}, after_effect=True)
    deployed = start(run)["serving_arn"]
    assert deployed == account.bedrock.deployments[run]["customModelDeploymentArn"]


def test_a_creation_that_nobody_can_find_is_worth_a_retry(account: FakeAccount) -> None:
    run = chosen(account)
    account.bedrock.fail(CREATE, {})
    with pytest.raises(TransientServiceError, match="without an ARN"):
        start(run)
    assert start(run)["serving_arn"]


@pytest.mark.parametrize(
    ("operation", "code", "error"),
    [
        (CREATE, "ServiceQuotaExceededException", QuotaReached),
        (CREATE, "AccessDeniedException", AccessRefused),
        ("GetCustomModelDeployment", "ThrottlingException", TransientServiceError),
        ("GetCustomModelDeployment", "AccessDeniedException", AccessRefused),
    ],
)
def test_a_refusal_buys_nothing_and_carries_its_name(
    account: FakeAccount, operation: str, code: str, error: type
) -> None:
    run = chosen(account)
    account.bedrock.fail(operation, code)
    with pytest.raises(error, match=code):
        start(run)
    assert account.bedrock.deployments == {}
