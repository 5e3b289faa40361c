"""Publish run, into a fake bucket and a fake parameter store."""

import pytest

from lambdas import publish_run, verify_deployment
from lifecycle import documents, names
from lifecycle.errors import ServiceRefused
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import JOB, NOT_SERVED, PROVISIONED, chosen, document, imported, serving

LIVE = names.live_parameter("/tailor/dev/live", JOB)
MODEL = names.model_parameter("/tailor/dev/live", JOB)


def verified(account: FakeAccount) -> str:
    run = serving(account)
    verify_deployment.handler({"run_id": run}, None)
    return run


def test_the_live_parameter_holds_the_arn_of_the_deployment(account: FakeAccount) -> None:
    run = verified(account)
    published = publish_run.handler({"run_id": run}, None)
    arn = account.bedrock.deployments[run]["customModelDeploymentArn"]
    assert published["serving_arn"] == arn
    assert account.ssm.parameters[LIVE] == arn


def test_the_model_parameter_holds_the_arn_of_the_newest_model(account: FakeAccount) -> None:
    for _ in range(2):
        run = verified(account)
        publish_run.handler({"run_id": run}, None)
    newest = account.bedrock.deployments[run]["modelArn"]
    assert account.ssm.parameters[MODEL] == newest


def test_the_record_leads_from_the_deployment_back_to_the_data(account: FakeAccount) -> None:
    run = verified(account)
    publish_run.handler({"run_id": run}, None)
    record = document(account, documents.run_record(run))
    assert record["request"]["training"]["version_id"] == "v1"
    assert record["data"]["training"]["records"] == 18
    assert record["model"]["model_arn"] == account.bedrock.deployments[run]["modelArn"]
    assert record["serving_arn"] == account.bedrock.deployments[run]["customModelDeploymentArn"]


def test_the_next_run_of_the_job_takes_over_the_live_parameter(account: FakeAccount) -> None:
    publish_run.handler({"run_id": verified(account)}, None)
    second = verified(account)
    published = publish_run.handler({"run_id": second}, None)
    assert account.ssm.parameters[LIVE] == published["serving_arn"]


def test_a_throughput_is_published_like_a_deployment(account: FakeAccount) -> None:
    run = serving(account, deployment=PROVISIONED)
    verify_deployment.handler({"run_id": run}, None)
    published = publish_run.handler({"run_id": run}, None)
    arn = account.bedrock.throughputs[run]["provisionedModelArn"]
    assert published["serving_arn"] == arn
    assert account.ssm.parameters[LIVE] == arn


def test_a_model_that_nothing_serves_is_recorded_and_leaves_the_live_parameter_alone(
    account: FakeAccount,
) -> None:
    publish_run.handler({"run_id": verified(account)}, None)
    live = account.ssm.parameters[LIVE]
    run = chosen(account, deployment=NOT_SERVED)
    published = publish_run.handler({"run_id": run}, None)
    assert (published["serving_arn"], published["live_parameter"]) == (None, None)
    record = document(account, documents.run_record(run))
    assert record["serving_arn"] is None
    assert record["model"]["model_arn"]
    assert account.ssm.parameters[LIVE] == live
    assert account.ssm.parameters[MODEL] == record["model"]["model_arn"]


def test_an_imported_model_is_published_with_where_it_came_from(account: FakeAccount) -> None:
    run = imported(account)
    verify_deployment.handler({"run_id": run}, None)
    published = publish_run.handler({"run_id": run}, None)
    arn = account.bedrock.imported_models[run]["modelArn"]
    assert published["serving_arn"] == arn
    record = document(account, documents.run_record(run))
    assert record["imported"]["model_arn"] == arn
    assert record["imported"]["architecture"] == "LlamaForCausalLM"
    assert record["request"]["weights"]["uri"] == "s3://models/open/tiny/"
    assert (record["data"], record["model"]) == (None, None)


def test_a_parameter_that_cannot_be_written_fails_the_step(account: FakeAccount) -> None:
    run = verified(account)
    account.ssm.fail("PutParameter", "ParameterLimitExceeded")
    with pytest.raises(ServiceRefused, match="ParameterLimitExceeded"):
        publish_run.handler({"run_id": run}, None)
