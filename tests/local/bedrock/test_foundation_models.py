import pytest

from local.bedrock.foundation_models import FoundationModels, _catalog, ranges
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


WEST = "us-west-2"
HAIKU = "anthropic.claude-3-haiku-20240307-v1:0"
TITAN = "amazon.titan-text-express-v1"


def test_a_model_at_the_end_of_its_life_is_no_longer_offered(local_bedrock):
    bedrock = local_bedrock(WEST)
    assert "meta.llama3-3-70b-instruct-v1:0:128k" in ids(bedrock)
    assert not ids(bedrock, byProvider="Anthropic")
    with refused("ResourceNotFoundException"):
        bedrock.control.get_foundation_model(modelIdentifier=HAIKU)


def test_a_model_that_has_ended_without_a_date_is_no_longer_offered(bedrock):
    assert TITAN not in ids(bedrock)
    found = bedrock.control.get_foundation_model_availability(modelId=TITAN)
    assert found["regionAvailability"] == "NOT_AVAILABLE"


@pytest.mark.parametrize(
    ("region", "name", "offered"),
    [
        ("us-east-1", TITAN, {TITAN, f"{TITAN}:0:8k"}),
        (WEST, TITAN, {TITAN, f"{TITAN}:0:8k"}),
        (WEST, HAIKU, {HAIKU, f"{HAIKU}:200k"}),
        (WEST, f"{HAIKU}:200k", {f"{HAIKU}:200k"}),
        ("us-east-1", "cohere.command-light-text-v14", {"cohere.command-light-text-v14"}),
        ("us-east-1", "amazon.nova-canvas-v1:0", {"amazon.nova-canvas-v1:0"}),
    ],
)
def test_a_model_that_has_ended_can_be_shown_as_active(local_bedrock, region, name, offered):
    bedrock = local_bedrock(region, active_models=frozenset({name}))
    assert offered <= ids(bedrock) - ids(local_bedrock(region))


def test_a_model_shown_as_active_has_no_dates(local_bedrock):
    bedrock = local_bedrock(WEST, active_models=frozenset({HAIKU}))
    found = bedrock.control.get_foundation_model(modelIdentifier=HAIKU)
    assert found["modelDetails"]["modelLifecycle"] == {"status": "ACTIVE"}


def test_a_model_can_be_shown_as_active_in_its_regions_only(local_bedrock):
    assert not ids(local_bedrock(active_models=frozenset({HAIKU})), byProvider="Anthropic")


def test_every_technique_names_known_hyper_parameters_and_teachers():
    known = {model.model_id for model in _catalog().models}
    for model in _catalog().models:
        for rules in model.customizations.values():
            assert not rules.hyper_parameters or ranges(rules)
            assert {teacher.model_id for teacher in rules.teachers} <= known


def test_every_profile_leads_to_a_known_model():
    known = {model.model_id for model in _catalog().models}
    assert {profile.model_id for profile in _catalog().inference_profiles} <= known


@pytest.mark.parametrize(
    "prefix", ["", "arn:aws:bedrock:us-east-1:111122223333:inference-profile/"]
)
def test_a_profile_is_found_where_its_model_is_offered(prefix):
    identifier = f"{prefix}us.amazon.nova-premier-v1:0"
    profile = FoundationModels("us-east-1", BedrockSettings()).find_profile(identifier)
    assert profile.model_id == "amazon.nova-premier-v1:0"
    assert profile.model_arns() == [
        f"arn:aws:bedrock:{region}::foundation-model/amazon.nova-premier-v1:0"
        for region in ("us-east-1", "us-east-2", "us-west-2")
    ]
    assert FoundationModels(WEST, BedrockSettings()).find_profile(identifier) is None
