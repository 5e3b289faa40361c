"""Asks the service whether it offers a model to this account, in this region, now."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.service_errors import error_code
from lifecycle.catalog import BaseModel, Catalog
from lifecycle.catalog.offers import (
    OfferedModel,
    offered_model,
    require_available,
    require_customizable,
)
from lifecycle.request import Technique

_UNKNOWN = {"ResourceNotFoundException", "ValidationException"}


def require_offered(catalog: Catalog, model: BaseModel, technique: Technique) -> None:
    """Raises ModelUnavailable that names what would do instead."""
    offered = _offered(model.customization_id)
    require_customizable(catalog, model, technique, os.environ["AWS_REGION"], offered)
    require_available(
        model,
        aws.bedrock().get_foundation_model_availability(modelId=model.customization_id),
    )


def _offered(identifier: str) -> OfferedModel | None:
    try:
        answer = aws.bedrock().get_foundation_model(modelIdentifier=identifier)
    except ClientError as error:
        if error_code(error) in _UNKNOWN:
            return None
        raise
    return offered_model(answer["modelDetails"])
