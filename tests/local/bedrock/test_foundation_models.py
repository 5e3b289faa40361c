import pytest

from local.bedrock.foundation_models import FoundationModels
from local.bedrock.settings import BedrockSettings
from tests.local.bedrock.samples import refused


def ids(bedrock, **filters):
    found = bedrock.control.list_foundation_models(**filters)
    return {summary["modelId"] for summary in found["modelSummaries"]}


def test_customizable_models_carry_their_context_length(bedrock):
    assert ids(bedrock, byCustomizationType="FINE_TUNING", byOutputModality="TEXT") == {
        "amazon.nova-micro-v1:0:128k",
        "amazon.nova-lite-v1:0:300k",
        "amazon.nova-pro-v1:0:300k",
        "amazon.nova-2-lite-v1:0:256k",
    }


def test_models_are_filtered_by_inference_and_provider(bedrock):
    assert "amazon.nova-micro-v1:0" in ids(bedrock, byInferenceType="ON_DEMAND")
    assert "amazon.nova-micro-v1:0:128k" not in ids(bedrock, byInferenceType="ON_DEMAND")
    assert ids(bedrock, byProvider="meta") == set()


@pytest.mark.parametrize("prefix", ["", "arn:aws:bedrock:us-east-1::foundation-model/"])
def test_a_model_shows_its_lifecycle(bedrock, prefix):
    found = bedrock.control.get_foundation_model(modelIdentifier=prefix + "amazon.nova-micro-v1:0")
    assert found["modelDetails"]["modelLifecycle"]["status"] == "ACTIVE"


def test_a_model_can_be_shown_as_legacy(local_bedrock):
    bedrock = local_bedrock(legacy_models=frozenset({"amazon.nova-micro-v1:0"}))
    found = bedrock.control.get_foundation_model(modelIdentifier="amazon.nova-micro-v1:0")
    assert found["modelDetails"]["modelLifecycle"]["status"] == "LEGACY"


def test_a_model_of_another_region_is_known_but_not_available(bedrock):
    llama = "meta.llama3-3-70b-instruct-v1:0:128k"
    found = bedrock.control.get_foundation_model_availability(modelId=llama)
    assert found["regionAvailability"] == "NOT_AVAILABLE"
    with refused("ResourceNotFoundException"):
        bedrock.control.get_foundation_model(modelIdentifier=llama)


def test_a_model_of_the_region_is_available(bedrock):
    found = bedrock.control.get_foundation_model_availability(modelId="amazon.nova-micro-v1:0")
    assert found["regionAvailability"] == "AVAILABLE"


def test_the_availability_of_an_unknown_model_is_not_known(bedrock):
    with refused("ResourceNotFoundException"):
        bedrock.control.get_foundation_model_availability(modelId="amazon.unknown-v1:0")


def test_a_model_at_the_end_of_its_life_is_no_longer_offered():
    west = FoundationModels("us-west-2", BedrockSettings())
    assert west.find("meta.llama3-3-70b-instruct-v1:0:128k")
    assert west.find("anthropic.claude-3-haiku-20240307-v1:0:200k") is None
