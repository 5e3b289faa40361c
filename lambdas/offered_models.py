"""Asks the service whether it offers a model to this account, in this region, now."""

import os

from lambdas import aws
from lifecycle.catalog import BaseModel, Catalog
from lifecycle.catalog.offers import (
    require_available,
    require_customizable,
    unavailable_aspect,
)
from lifecycle.distillation import AcceptedTeacher
from lifecycle.errors import ModelUnavailable
from lifecycle.model_lookups import find_foundation_model
from lifecycle.request import Technique


def require_offered(catalog: Catalog, model: BaseModel, technique: Technique) -> None:
    """Raises ModelUnavailable that names what would do instead."""
    offered = find_foundation_model(aws.bedrock().get_foundation_model, model.customization_id)
    require_customizable(catalog, model, technique, os.environ["AWS_REGION"], offered)
    require_available(
        model,
        aws.bedrock().get_foundation_model_availability(modelId=model.customization_id),
    )


def require_teacher_offered(teacher: AcceptedTeacher) -> None:
    """Raises ModelUnavailable. A teacher is only asked, and so may be a legacy model."""
    found = "it is not known in this region"
    if find_foundation_model(aws.bedrock().get_foundation_model, teacher.model):
        availability = aws.bedrock().get_foundation_model_availability(modelId=teacher.model)
        found = unavailable_aspect(availability)
    if found:
        raise ModelUnavailable(
            f"this account cannot ask the teacher {teacher.model}: {found}",
            where="teacher.model",
            fix="choose another teacher, or request access to it in the Bedrock console",
        )
