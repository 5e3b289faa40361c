"""Which way a model goes to service, or that it does not."""

import pytest
from botocore.exceptions import ClientError
from deployed import Deployed
from scenarios import Scenarios

from lifecycle import documents, names

PROMPT = [{"role": "user", "content": [{"text": "Question 7: which colour has the coal?"}]}]


def test_a_provisioned_model_answers_under_the_arn_of_its_throughput(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("provisioned")
    record = deployed.document(documents.run_record(run))
    (throughput,) = deployed.throughputs_of(run)
    assert deployed.deployments_of(run) == []
    assert throughput["status"] == "InService"
    assert throughput["modelUnits"] == 1
    assert record["serving_arn"] == throughput["provisionedModelArn"]
    assert live_arn(deployed, record["live_parameter"]) == throughput["provisionedModelArn"]
    runtime = deployed.account.client("bedrock-runtime")
    answer = runtime.converse(modelId=record["serving_arn"], messages=PROMPT)
    assert "black" in answer["output"]["message"]["content"][0]["text"]


def test_a_lack_of_model_units_fails_the_run_at_once_and_names_the_quota(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("no-model-units")
    assert ended["error"] == "QuotaTooLow"
    assert "L-BE77399C" in deployed.failure_reason(run)
    assert deployed.throughputs_of(run) == []
    failures = [event for event in deployed.history(run) if event["type"] == "TaskFailed"]
    assert len(failures) == 1


def test_a_model_that_is_not_to_be_served_is_kept_and_recorded(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("not-served")
    assert "Start provisioning" not in deployed.entered_states(run)
    assert deployed.deployments_of(run) == deployed.throughputs_of(run) == []
    record = deployed.document(documents.run_record(run))
    assert record["serving_arn"] is record["live_parameter"] is None
    model = deployed.bedrock.get_custom_model(modelIdentifier=record["model"]["model_arn"])
    assert model["modelStatus"] == "Active"
    assert "The model is kept" in deployed.announcement(run)["message"]
    with pytest.raises(ClientError, match="ParameterNotFound"):
        live_arn(deployed, names.live_parameter("/tailor/local/live", "not-served"))


def live_arn(deployed: Deployed, parameter: str) -> str:
    found = deployed.account.client("ssm").get_parameter(Name=parameter)
    return str(found["Parameter"]["Value"])
