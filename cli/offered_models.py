"""Asks the service for everything that it offers the account, and compares the catalogue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lifecycle.catalog import Catalog
from lifecycle.catalog.offers import (
    ACTIVE,
    Drift,
    OfferedModel,
    compare,
    offered_model,
    unavailable_aspect,
)
from lifecycle.model_lookups import find_foundation_model

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient


def drifts(catalog: Catalog, bedrock: "BedrockClient", region: str) -> list[Drift]:
    listed = map(offered_model, bedrock.list_foundation_models()["modelSummaries"])
    offered = {model.id: model for model in listed}
    wanted = [m.customization_id for m in catalog.models if catalog.customizations(m, region)]
    # The list leaves out models that the service still answers for.
    asked = (
        find_foundation_model(bedrock.get_foundation_model, model)
        for model in wanted
        if model not in offered
    )
    offered |= {model.id: model for model in asked if model}
    available = (offered[model] for model in wanted if model in offered)
    return compare(catalog, offered, region) + list(_unavailable(bedrock, available))


def _unavailable(bedrock: "BedrockClient", models: Iterator[OfferedModel]) -> Iterator[Drift]:
    for model in models:
        if model.status != ACTIVE:
            continue
        found = unavailable_aspect(bedrock.get_foundation_model_availability(modelId=model.id))
        if found:
            yield Drift("availability", model.id, "available", found)
