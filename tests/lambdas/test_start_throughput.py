"""Start provisioning of a job that asks for `mode: provisioned`: one model unit, at most once."""

import pytest

from lambdas import start_provisioning
from lifecycle import documents, names
from lifecycle.errors import AccessRefused, QuotaTooLow, TransientServiceError
from lifecycle.waits import Target
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import PROVISIONED, chosen, document, packaged

CREATE = "CreateProvisionedModelThroughput"


def start(run: str) -> dict:
    return start_provisioning.handler({"run_id": run}, None)


def test_one_model_unit_without_commitment_is_bought_for_the_chosen_model(
    account: FakeAccount,
) -> None:
    run = chosen(account, deployment=PROVISIONED)
    started = start(run)
    throughput = account.bedrock.throughputs[names.provisioned_model(run)]
    assert started == {
        "run_id": run,
        "target": Target.THROUGHPUT,
        "serving_arn": throughput["provisionedModelArn"],
    }
    (asked,) = account.journal.of(CREATE)
    assert asked["modelUnits"] == 1
    assert "commitmentDuration" not in asked
    assert asked["modelId"] == document(account, documents.chosen_model(run))["model_arn"]
    assert account.bedrock.deployments == {}


@every_moment(calls=4)
def test_a_kill_at_any_moment_and_a_retry_buy_one_throughput(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = chosen(account, deployment=PROVISIONED)
    done = len(account.journal.calls)
    account.journal.fail_call(done + call, Killed(), after_effect=after_effect)
    with pytest.raises(Killed):
        start(run)
    started = start(run)
    arns = [t["provisionedModelArn"] for t in account.bedrock.throughputs.values()]
    assert arns == [started["serving_arn"]]


def test_the_calls_of_a_start_are_the_four_that_are_killed_above(account: FakeAccount) -> None:
    run = chosen(account, deployment=PROVISIONED)
    done = len(account.journal.calls)
    start(run)
    assert len(account.journal.calls) - done == 4


def test_a_quota_of_no_model_units_is_no_queue_and_names_itself(account: FakeAccount) -> None:
    run = chosen(account, deployment=PROVISIONED)
    account.bedrock.fail(CREATE, "ServiceQuotaExceededException", "your quota is 0 model units")
    with pytest.raises(QuotaTooLow) as refused:
        start(run)
    assert "your quota is 0 model units" in str(refused.value)
    assert "L-BE77399C" in refused.value.fix
    assert refused.value.code == "TLR-606"


def test_a_model_of_a_package_is_provisioned_like_one_that_was_trained_here(
    account: FakeAccount,
) -> None:
    run = packaged(account, deployment=PROVISIONED)
    start(run)
    throughput = account.bedrock.throughputs[names.provisioned_model(run)]
    assert throughput["modelArn"] == account.bedrock.custom_models[run]["modelArn"]


def test_a_creation_that_is_answered_without_an_arn_is_looked_up(account: FakeAccount) -> None:
    run = chosen(account, deployment=PROVISIONED)
    account.bedrock.fail(CREATE, {}, after_effect=True)
    bought = account.bedrock.throughputs
    assert start(run)["serving_arn"] == bought[run]["provisionedModelArn"]


@pytest.mark.parametrize(
    ("operation", "code", "error"),
    [
        (CREATE, "AccessDeniedException", AccessRefused),
        (CREATE, "ThrottlingException", TransientServiceError),
        ("GetProvisionedModelThroughput", "ThrottlingException", TransientServiceError),
    ],
)
def test_a_refusal_buys_nothing_and_carries_its_name(
    account: FakeAccount, operation: str, code: str, error: type
) -> None:
    run = chosen(account, deployment=PROVISIONED)
    account.bedrock.fail(operation, code)
    with pytest.raises(error, match=code):
        start(run)
    assert account.bedrock.throughputs == {}
