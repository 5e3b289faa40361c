import pytest

from local.bedrock_permissions import BedrockCall, permissions_for
from tests.local.bedrock.samples import refused
from tests.local.bedrock.test_runtime import text

PREMIER = "us.amazon.nova-premier-v1:0"
ARN = f"arn:aws:bedrock:us-east-1:111122223333:inference-profile/{PREMIER}"
MODELS = [
    f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-premier-v1:0"
    for region in ("us-east-1", "us-east-2", "us-west-2")
]


@pytest.mark.parametrize("identifier", [PREMIER, ARN])
def test_a_profile_tells_the_models_it_routes_to(bedrock, identifier):
    found = bedrock.control.get_inference_profile(inferenceProfileIdentifier=identifier)
    assert (found["inferenceProfileArn"], found["inferenceProfileId"]) == (ARN, PREMIER)
    assert [each["modelArn"] for each in found["models"]] == MODELS
    assert (found["status"], found["type"]) == ("ACTIVE", "SYSTEM_DEFINED")


def test_an_unknown_profile_is_not_found(bedrock):
    with refused("ResourceNotFoundException", "inference profile us.amazon.unknown-v1:0"):
        bedrock.control.get_inference_profile(inferenceProfileIdentifier="us.amazon.unknown-v1:0")


@pytest.mark.parametrize(
    ("region", "there"),
    [("us-east-1", PREMIER), ("us-west-2", "us.meta.llama3-3-70b-instruct-v1:0")],
)
def test_the_profiles_of_the_region_are_listed(local_bedrock, region, there):
    listed = local_bedrock(region=region).control.list_inference_profiles()
    known = {each["inferenceProfileId"] for each in listed["inferenceProfileSummaries"]}
    assert there in known
    assert len(known & {PREMIER, "us.meta.llama3-3-70b-instruct-v1:0"}) == 1


def test_there_are_no_application_profiles(bedrock):
    listed = bedrock.control.list_inference_profiles(typeEquals="APPLICATION")
    assert listed["inferenceProfileSummaries"] == []


@pytest.mark.parametrize("identifier", [PREMIER, ARN])
def test_a_profile_answers_as_its_model(bedrock, identifier):
    assert text(bedrock.answer(identifier, "Hello"))


def test_a_model_of_profiles_only_is_not_offered_on_demand(bedrock):
    with refused("ValidationException", "on-demand throughput isn't supported"):
        bedrock.answer("amazon.nova-premier-v1:0", "Hello")


def test_calling_a_profile_needs_its_model_in_every_region():
    call = BedrockCall(
        operation="Converse",
        path=f"/model/{PREMIER}/converse",
        body={},
        account="111122223333",
        region="us-east-1",
    )
    needed = [(each.action, each.resource) for each in permissions_for(call)]
    assert needed == [("bedrock:InvokeModel", resource) for resource in (ARN, *MODELS)]
