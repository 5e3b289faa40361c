"""The foundation models that the region offers, and what can be done with each."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.rest_json.requests import Request
from local.bedrock.settings import BedrockSettings


class HyperParameter(msgspec.Struct, frozen=True):
    type: Literal["integer", "number"]
    minimum: float
    maximum: float
    default: str


class FineTuning(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    record_format: Literal["converse", "prompt-completion"]
    hyper_parameters: str
    """Name of the family whose ranges apply."""
    least_records: int
    most_records: int
    """Training and validation records together."""
    deployment_regions: list[str]
    takes_validation_data: bool = True
    reserved_words: list[str] = []


class FoundationModel(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    model_id: str
    model_name: str
    provider_name: str
    regions: list[str]
    input_modalities: list[str]
    output_modalities: list[str]
    inference_types_supported: list[str]
    customizations_supported: list[str] = []
    fine_tuning: FineTuning | None = None
    """None: not emulated, or not possible."""
    legacy_time: datetime | None = None
    end_of_life_time: datetime | None = None

    def arn(self, region: str) -> str:
        return f"arn:aws:bedrock:{region}::foundation-model/{self.model_id}"

    @property
    def base_name(self) -> str:
        """Without version and context length."""
        return self.model_id.partition(":")[0]


class _Catalog(msgspec.Struct, frozen=True, rename="camel"):
    source: str
    hyper_parameters: dict[str, dict[str, HyperParameter]]
    models: list[FoundationModel]


@cache
def _catalog() -> _Catalog:
    document = Path(__file__).with_name("foundation_models.json").read_bytes()
    return msgspec.json.decode(document, type=_Catalog)


def ranges(fine_tuning: FineTuning) -> dict[str, HyperParameter]:
    return _catalog().hyper_parameters[fine_tuning.hyper_parameters]


class FoundationModels:
    def __init__(self, region: str, settings: BedrockSettings) -> None:
        self._region = region
        self._shown_as_legacy = settings.legacy_models

    def find(self, identifier: str) -> FoundationModel | None:
        """By id or ARN; only what the region still offers."""
        model_id = identifier.removeprefix(f"arn:aws:bedrock:{self._region}::foundation-model/")
        return next((each for each in self._offered() if each.model_id == model_id), None)

    def is_legacy(self, model: FoundationModel) -> bool:
        has_passed = model.legacy_time is not None and model.legacy_time <= datetime.now(UTC)
        return has_passed or model.model_id in self._shown_as_legacy

    def list_foundation_models(self, request: Request) -> dict[str, Any]:
        shown = [each for each in self._offered() if _is_wanted(each, request)]
        return {"modelSummaries": [self._details(each) for each in shown]}

    def get_foundation_model(self, request: Request) -> dict[str, Any]:
        return {"modelDetails": self._details(self._get(request["modelIdentifier"]))}

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

    def _get(self, identifier: str) -> FoundationModel:
        found = self.find(identifier)
        if found is None:
            raise ResourceNotFoundException(f"Could not find foundation model {identifier}.")
        return found

    def _offered(self) -> list[FoundationModel]:
        now = datetime.now(UTC)
        here = (each for each in _catalog().models if self._region in each.regions)
        return [
            each for each in here if each.end_of_life_time is None or each.end_of_life_time > now
        ]

    def _details(self, model: FoundationModel) -> dict[str, Any]:
        lifecycle = {
            "status": "LEGACY" if self.is_legacy(model) else "ACTIVE",
            "legacyTime": model.legacy_time,
            "endOfLifeTime": model.end_of_life_time,
        }
        return {
            "modelArn": model.arn(self._region),
            "modelId": model.model_id,
            "modelName": model.model_name,
            "providerName": model.provider_name,
            "inputModalities": model.input_modalities,
            "outputModalities": model.output_modalities,
            "responseStreamingSupported": False,
            "customizationsSupported": model.customizations_supported,
            "inferenceTypesSupported": model.inference_types_supported,
            "modelLifecycle": lifecycle,
        }


def _is_wanted(model: FoundationModel, request: Request) -> bool:
    return (
        request.get("byProvider", model.provider_name).lower() == model.provider_name.lower()
        and _includes(model.customizations_supported, request.get("byCustomizationType"))
        and _includes(model.output_modalities, request.get("byOutputModality"))
        and _includes(model.inference_types_supported, request.get("byInferenceType"))
    )


def _includes(values: list[str], wanted: str | None) -> bool:
    return wanted is None or wanted in values
