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
    unavailable_aspect,
)
from lifecycle.distillation import AcceptedTeacher
from lifecycle.errors import ModelUnavailable
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


def require_teacher_offered(teacher: AcceptedTeacher) -> None:
    """Raises ModelUnavailable. A teacher is only asked, and so may be a legacy model."""
    found = "it is not known in this region"
    if _offered(teacher.model):
        availability = aws.bedrock().get_foundation_model_availability(modelId=teacher.model)
        found = unavailable_aspect(availability)
    if found:
        raise ModelUnavailable(
            f"this account cannot ask the teacher {teacher.model}: {found}",
            where="teacher.model",
            fix="choose another teacher, or request access to it in the Bedrock console",
        )


def _offered(identifier: str) -> OfferedModel | None:
    try:
        answer = aws.bedrock().get_foundation_model(modelIdentifier=identifier)
    except ClientError as error:
        if error_code(error) in _UNKNOWN:
            return None
        raise
    return offered_model(answer["modelDetails"])
