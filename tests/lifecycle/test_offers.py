"""The service's word on a model, against the catalogue's."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from lifecycle.catalog import load_catalog
from lifecycle.catalog.offers import (
    ACTIVE,
    LISTED_CUSTOMIZATIONS,
    Drift,
    OfferedModel,
    compare,
    offered_model,
    require_available,
    require_customizable,
)
from lifecycle.errors import ModelUnavailable
from lifecycle.request import Technique
from tests.botocore_model import shape

CATALOG = load_catalog()
NOVA = CATALOG.model("amazon.nova-lite-v1:0")
HAIKU = CATALOG.model("anthropic.claude-3-haiku-20240307-v1:0")
TITAN = CATALOG.model("amazon.titan-text-express-v1")
AVAILABLE = {
    "agreementAvailability": {"status": "AVAILABLE"},
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}


def offered(status: str = ACTIVE, **fields: Any) -> OfferedModel:
    return OfferedModel(id=NOVA.customization_id, status=status, **fields)


def refusal(model: Any, technique: Technique, region: str, found: Any) -> ModelUnavailable:
    with pytest.raises(ModelUnavailable) as refused:
        require_customizable(CATALOG, model, technique, region, found)
    return refused.value


def test_the_words_of_the_comparison_are_those_of_the_api() -> None:
    assert set(shape("bedrock", "ModelCustomization").enum) == LISTED_CUSTOMIZATIONS
    assert ACTIVE in shape("bedrock", "FoundationModelLifecycleStatus").enum


def test_an_answer_of_the_service_is_read_with_its_dates() -> None:
    moment = datetime(2026, 3, 10, tzinfo=UTC)
    details = {
        "modelId": "m",
        "customizationsSupported": ["FINE_TUNING"],
        "modelLifecycle": {"status": "LEGACY", "legacyTime": moment, "endOfLifeTime": moment},
    }
    model = offered_model(details)
    assert model.lifecycle() == "LEGACY (legacy since 2026-03-10, end of life 2026-03-10)"
    assert model.customizations == {"FINE_TUNING"}
    assert offered_model({"modelId": "m"}).status == ACTIVE


def test_what_the_service_calls_active_is_accepted_though_the_catalogue_says_ended() -> None:
    for model in (HAIKU, NOVA):
        require_customizable(CATALOG, model, Technique.FINE_TUNING, "us-west-2", offered())


@pytest.mark.parametrize("status", ["LEGACY", "", "SOMETHING_NEW"])
def test_only_an_active_model_can_be_customized(status: str) -> None:
    refused = refusal(NOVA, Technique.FINE_TUNING, "us-east-1", offered(status))
    assert refused.what == f"Nova Lite is {status}: it cannot be customized any more"
    assert "Nova Pro" in refused.fix


def test_an_ended_model_is_refused_with_its_date_and_the_nearest_live_one() -> None:
    refused = refusal(HAIKU, Technique.FINE_TUNING, "us-west-2", None)
    assert refused.what == (
        "Claude 3 Haiku is ended (legacy since 2026-03-10, end of life 2026-09-10): "
        "Amazon Bedrock does not offer it any more"
    )
    assert refused.fix == (
        "use meta.llama3-1-8b-instruct-v1:0:128k (Llama 3.1 8B Instruct), the nearest live model "
        "for fine-tuning in us-west-2"
    )


def test_where_no_live_model_can_be_pre_trained_the_refusal_names_what_works() -> None:
    refused = refusal(TITAN, Technique.CONTINUED_PRE_TRAINING, "us-east-1", None)
    assert "no other live model takes continued-pre-training in any region" in refused.fix
    assert "base_model: run:<job name>" in refused.fix
    assert "technique: import" in refused.fix


def test_a_live_model_that_the_service_does_not_know_is_named() -> None:
    refused = refusal(NOVA, Technique.FINE_TUNING, "us-east-1", None)
    assert refused.what == f"Amazon Bedrock does not know {NOVA.customization_id} in this region"


def test_a_technique_that_the_service_does_not_list_is_refused_unless_it_lists_none() -> None:
    distilled = offered(customizations=frozenset({"DISTILLATION"}))
    refused = refusal(NOVA, Technique.FINE_TUNING, "us-east-1", distilled)
    assert "offers only DISTILLATION for Nova Lite" in refused.what
    require_customizable(CATALOG, NOVA, Technique.DISTILLATION, "us-east-1", distilled)
    require_customizable(CATALOG, NOVA, Technique.FINE_TUNING, "us-east-1", offered())


def test_what_the_api_cannot_list_is_not_missed() -> None:
    tuned = offered(customizations=frozenset({"FINE_TUNING"}))
    technique = Technique.REINFORCEMENT_FINE_TUNING
    require_customizable(CATALOG, NOVA, technique, "us-east-1", tuned)


def test_a_model_must_be_authorized_entitled_and_in_the_region() -> None:
    require_available(NOVA, AVAILABLE)
    for aspect in ("authorizationStatus", "entitlementAvailability", "regionAvailability"):
        with pytest.raises(ModelUnavailable, match=f"{aspect} is NOT"):
            require_available(NOVA, AVAILABLE | {aspect: "NOT"})


def all_offered(region: str) -> dict[str, OfferedModel]:
    """The service as the catalogue describes it."""
    return {
        model.customization_id: OfferedModel(
            id=model.customization_id,
            status=ACTIVE,
            customizations=CATALOG.customizations(model, region) & LISTED_CUSTOMIZATIONS,
        )
        for model in CATALOG.models
        if CATALOG.customizations(model, region) and model.lifecycle.is_live
    }


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-west-1"])
def test_a_service_that_is_as_described_has_no_drift(region: str) -> None:
    assert compare(CATALOG, all_offered(region), region) == []


def test_a_model_that_is_gone_is_a_drift() -> None:
    service = all_offered("us-east-1")
    del service[NOVA.customization_id]
    assert compare(CATALOG, service, "us-east-1") == [
        Drift("gone", NOVA.customization_id, "active", "not offered")
    ]


def test_a_new_customizable_model_is_a_drift_but_a_variant_or_another_model_is_none() -> None:
    service = all_offered("us-east-1")
    tunable = frozenset({"FINE_TUNING"})
    service["x.new-v1"] = OfferedModel(id="x.new-v1", status=ACTIVE, customizations=tunable)
    variant = "amazon.nova-lite-v1:0:24k"
    service[variant] = OfferedModel(id=variant, status=ACTIVE, customizations=tunable)
    service["x.plain"] = OfferedModel(id="x.plain", status=ACTIVE)
    assert compare(CATALOG, service, "us-east-1") == [
        Drift("new", "x.new-v1", "not listed", "FINE_TUNING")
    ]


def test_a_changed_status_a_changed_date_and_a_model_come_back_are_drifts() -> None:
    service = all_offered("us-west-2")
    llama = "meta.llama3-1-8b-instruct-v1:0:128k"
    day = datetime(2027, 1, 1, tzinfo=UTC).date()
    service[llama] = msgspec.structs.replace(service[llama], status="LEGACY", ends_on=day)
    haiku = HAIKU.customization_id
    service[haiku] = OfferedModel(
        id=haiku, status="LEGACY", ends_on=day, customizations=frozenset({"FINE_TUNING"})
    )
    assert {drift.model: drift.service for drift in compare(CATALOG, service, "us-west-2")} == {
        llama: "LEGACY (end of life 2027-01-01)",
        haiku: "LEGACY (end of life 2027-01-01)",
    }


def test_customizations_that_differ_are_a_drift() -> None:
    service = all_offered("us-east-1")
    service[NOVA.customization_id] = offered(customizations=frozenset({"FINE_TUNING"}))
    assert compare(CATALOG, service, "us-east-1") == [
        Drift("customizations", NOVA.customization_id, "DISTILLATION, FINE_TUNING", "FINE_TUNING")
    ]
