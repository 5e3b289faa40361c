"""The requests that put a model to service, held against botocore's model of Bedrock."""

from typing import Any

import pytest

from lifecycle import names
from lifecycle.provisioning import deployment_parameters, no_model_units, throughput_parameters
from tests.botocore_model import misfits, operation_model, violations

RUN = names.run_id("Support triage 🧵", {"job.yaml": "v1"})
MODEL = (
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/0123456789ab"
)
REQUESTS = {
    "CreateCustomModelDeployment": deployment_parameters(RUN, MODEL),
    "CreateProvisionedModelThroughput": throughput_parameters(RUN, MODEL),
}


@pytest.mark.parametrize(("operation", "asked"), REQUESTS.items())
def test_bedrock_accepts_the_request(operation: str, asked: dict[str, Any]) -> None:
    shape = operation_model("bedrock", operation).input_shape
    assert not misfits(asked, shape)
    assert list(violations(asked, shape)) == []


@pytest.mark.parametrize("asked", REQUESTS.values())
def test_what_serves_carries_the_run_in_a_tag(asked: dict[str, Any]) -> None:
    assert asked["tags"] == [{"key": "tailor:run-id", "value": RUN}]


def test_each_request_has_a_token_of_its_own() -> None:
    assert len({asked["clientRequestToken"] for asked in REQUESTS.values()}) == len(REQUESTS)


def test_a_throughput_is_one_model_unit_without_commitment() -> None:
    asked = REQUESTS["CreateProvisionedModelThroughput"]
    assert asked["modelUnits"] == 1
    assert "commitmentDuration" not in asked


def test_a_lack_of_model_units_names_the_quota_and_the_ways_out() -> None:
    refusal = no_model_units("your quota is 0")
    assert "your quota is 0" in refusal.what
    for way_out in ("L-BE77399C", "`mode: on-demand`", "`mode: none`"):
        assert way_out in refusal.fix
