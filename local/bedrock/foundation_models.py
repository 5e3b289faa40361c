"""The foundation models that the region offers, and what can be done with each."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from local.bedrock.customization_rules import CustomizationRules, HyperParameter
from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.rest_json.requests import Request
from local.bedrock.settings import BedrockSettings


class FoundationModel(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    model_id: str
    model_name: str
    provider_name: str
    regions: list[str]
    input_modalities: list[str]
    output_modalities: list[str]
    inference_types_supported: list[str]
    customizations: dict[str, CustomizationRules] = {}
    """By technique."""
    deployment_regions: list[str] = []
    """Where custom models made of it can be deployed on demand."""
    made_elsewhere_too: bool = False
    """Whether custom models of it can be brought in by CreateCustomModel."""
    pages_read: int = 1
    """Its size: of how many pages of text it has learned."""
    legacy_time: datetime | None = None
    end_of_life_time: datetime | None = None
    ended: bool = False
    """No longer offered, since a date that is not published."""

    def arn(self, region: str) -> str:
        return f"arn:aws:bedrock:{region}::foundation-model/{self.model_id}"

    @property
    def base_name(self) -> str:
        """Without version and context length."""
        return self.model_id.partition(":")[0]

    def is_legacy(self, moment: datetime) -> bool:
        return self.ended or (self.legacy_time is not None and self.legacy_time <= moment)

    def is_ended(self, moment: datetime) -> bool:
        return self.ended or (self.end_of_life_time is not None and self.end_of_life_time <= moment)


class InferenceProfile(msgspec.Struct, frozen=True, rename="camel"):
    """Of the system: invokes its model in whichever of the regions has capacity."""

    inference_profile_id: str
    model_id: str
    regions: list[str]
    """Where it routes to, and where it can be called."""

    def arn(self, region: str, account_id: str) -> str:
        return (
            f"arn:aws:bedrock:{region}:{account_id}:inference-profile/{self.inference_profile_id}"
        )

    def model_arns(self) -> list[str]:
        """One for each region it routes to."""
        return [
            f"arn:aws:bedrock:{region}::foundation-model/{self.model_id}" for region in self.regions
        ]


class _Catalog(msgspec.Struct, frozen=True, rename="camel"):
    source: str
    hyper_parameters: dict[str, dict[str, HyperParameter]]
    inference_profiles: list[InferenceProfile]
    models: list[FoundationModel]


@cache
def _catalog() -> _Catalog:
    document = Path(__file__).with_name("foundation_models.json").read_bytes()
    return msgspec.json.decode(document, type=_Catalog)


def inference_profile(identifier: str) -> InferenceProfile | None:
    """By id or ARN, in whatever region."""
    profile_id = identifier.rpartition(":inference-profile/")[2]
    known = _catalog().inference_profiles
    return next((each for each in known if each.inference_profile_id == profile_id), None)


def ranges(rules: CustomizationRules) -> dict[str, HyperParameter]:
    return _catalog().hyper_parameters[rules.hyper_parameters]


class FoundationModels:
    def __init__(self, region: str, settings: BedrockSettings) -> None:
        self._region = region
        self._shown_as_legacy = settings.legacy_models
        self._shown_as_active = settings.active_models

    def find(self, identifier: str) -> FoundationModel | None:
        """By id or ARN; only what the region still offers."""
        model_id = identifier.removeprefix(f"arn:aws:bedrock:{self._region}::foundation-model/")
        return next((each for each in self._offered() if each.model_id == model_id), None)

    def find_profile(self, identifier: str) -> InferenceProfile | None:
        """By id or ARN; only what the region offers."""
        found = inference_profile(identifier)
        return found if found in self.profiles() else None

    def profiles(self) -> list[InferenceProfile]:
        """Those that can be called in the region, where their model is offered."""
        here = (each for each in _catalog().inference_profiles if self._region in each.regions)
        return [each for each in here if self.find(each.model_id)]

    def bases_of_created_models(self) -> list[FoundationModel]:
        """What models that CreateCustomModel brings in may have been made of."""
        return [each for each in self._offered() if each.made_elsewhere_too]

    def is_legacy(self, model: FoundationModel) -> bool:
        if _is_among(self._shown_as_active, model):
            return False
        return model.is_legacy(datetime.now(UTC)) or _is_among(self._shown_as_legacy, model)

    def list_foundation_models(self, request: Request) -> dict[str, Any]:
        shown = [each for each in self._offered() if _is_wanted(each, request)]
        return {"modelSummaries": [self._details(each) for each in shown]}

    def get_foundation_model(self, request: Request) -> dict[str, Any]:
        return {"modelDetails": self._details(self.get(request["modelIdentifier"]))}

    def get_foundation_model_availability(self, request: Request) -> dict[str, Any]:
        model_id = request["modelId"]
        if all(each.model_id != model_id for each in _catalog().models):
            raise ResourceNotFoundException(f"Could not find foundation model {model_id}.")
        offered = "AVAILABLE" if self.find(model_id) else "NOT_AVAILABLE"
        return {
            "modelId": model_id,
            "agreementAvailability": {"status": "AVAILABLE"},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": offered,
        }

    def get(self, identifier: str) -> FoundationModel:
        found = self.find(identifier)
        if found is None:
            raise ResourceNotFoundException(f"Could not find foundation model {identifier}.")
        return found

    def _offered(self) -> list[FoundationModel]:
        now, shown = datetime.now(UTC), self._shown_as_active
        here = (each for each in _catalog().models if self._region in each.regions)
        return [each for each in here if not each.is_ended(now) or _is_among(shown, each)]

    def _details(self, model: FoundationModel) -> dict[str, Any]:
        return {
            "modelArn": model.arn(self._region),
            "modelId": model.model_id,
            "modelName": model.model_name,
            "providerName": model.provider_name,
            "inputModalities": model.input_modalities,
            "outputModalities": model.output_modalities,
            "responseStreamingSupported": False,
            "customizationsSupported": _customizations_listed(model),
            "inferenceTypesSupported": model.inference_types_supported,
            "modelLifecycle": self._lifecycle(model),
        }

    def _lifecycle(self, model: FoundationModel) -> dict[str, Any]:
        if _is_among(self._shown_as_active, model):
            return {"status": "ACTIVE"}
        return {
            "status": "LEGACY" if self.is_legacy(model) else "ACTIVE",
            "legacyTime": model.legacy_time,
            "endOfLifeTime": model.end_of_life_time,
        }


def _is_among(names: frozenset[str], model: FoundationModel) -> bool:
    """A name without version or context length stands for all of them."""
    return any(f"{model.model_id}:".startswith(f"{name}:") for name in names)


def _customizations_listed(model: FoundationModel) -> list[str]:
    """The list of foundation models knows no other techniques."""
    listed = ("FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION")
    return [technique for technique in listed if technique in model.customizations]


def _is_wanted(model: FoundationModel, request: Request) -> bool:
    return (
        request.get("byProvider", model.provider_name).lower() == model.provider_name.lower()
        and _includes(_customizations_listed(model), request.get("byCustomizationType"))
        and _includes(model.output_modalities, request.get("byOutputModality"))
        and _includes(model.inference_types_supported, request.get("byInferenceType"))
    )


def _includes(values: list[str], wanted: str | None) -> bool:
    return wanted is None or wanted in values
