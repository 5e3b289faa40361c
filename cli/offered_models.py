"""Asks the service for everything that it offers the account, and compares the catalogue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cli.errors import error_code
from lifecycle.catalog import Catalog
from lifecycle.catalog.offers import (
    ACTIVE,
    Drift,
    OfferedModel,
    compare,
    offered_model,
    unavailable_aspect,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

_UNKNOWN = {"ResourceNotFoundException", "ValidationException"}


def drifts(catalog: Catalog, bedrock: "BedrockClient", region: str) -> list[Drift]:
    listed = map(offered_model, bedrock.list_foundation_models()["modelSummaries"])
    offered = {model.id: model for model in listed}
    wanted = [m.customization_id for m in catalog.models if catalog.customizations(m, region)]
    # The list leaves out models that the service still answers for.
    asked = (_ask(bedrock, model) for model in wanted if model not in offered)
    offered |= {model.id: model for model in asked if model}
    available = (offered[model] for model in wanted if model in offered)
    return compare(catalog, offered, region) + list(_unavailable(bedrock, available))


def _ask(bedrock: "BedrockClient", identifier: str) -> OfferedModel | None:
    try:
        answer = bedrock.get_foundation_model(modelIdentifier=identifier)
    except ClientError as error:
        if error_code(error) in _UNKNOWN:
            return None
        raise
    return offered_model(answer["modelDetails"])


def _unavailable(bedrock: "BedrockClient", models: Iterator[OfferedModel]) -> Iterator[Drift]:
    for model in models:
        if model.status != ACTIVE:
            continue
        found = unavailable_aspect(bedrock.get_foundation_model_availability(modelId=model.id))
        if found:
            yield Drift("availability", model.id, "available", found)
