"""Turns a request into what a run will do, or says why it cannot run."""

from collections.abc import Mapping
from typing import Any

from lifecycle.catalog import (
    CUSTOMIZATION_TYPES,
    Catalog,
    TechniqueSupport,
    require_deployment_mode,
    resolve_hyperparameters,
)
from lifecycle.errors import ModelUnavailable, NotYetSupported, RequestInvalid
from lifecycle.request import AUTO_VALIDATION, NO_VALIDATION, JobRequest, Technique
from lifecycle.run import AcceptedRequest, RunInput, Trial


def accept(run: RunInput, request: JobRequest, catalog: Catalog, region: str) -> AcceptedRequest:
    """Raises the error that names what to change, before anything is spent."""
    _require_finished(request.technique)
    model = catalog.model(request.base_model)
    support = catalog.support(model, request.technique, region)
    require_deployment_mode(support, request.deployment.mode)
    _require_validation_support(request.data.validation, support)
    return AcceptedRequest(
        run_id=run.run_id,
        job_name=run.job_name,
        technique=request.technique,
        customization_type=CUSTOMIZATION_TYPES[request.technique],
        base_model=model.customization_id,
        invoke_model=model.id,
        deployment_mode=request.deployment.mode,
        with_validation=support.validation and request.data.validation != NO_VALIDATION,
        manifest=run.manifest,
        training=run.files[request.data.training],
        validation=run.files.get(request.data.validation),
        test=run.files[request.data.test] if request.data.test else None,
        trials=(Trial(0, resolve_hyperparameters(support, request.hyperparameters)),),
    )


_FINISHED = (Technique.FINE_TUNING, Technique.CONTINUED_PRE_TRAINING)


def _require_finished(technique: Technique) -> None:
    """The catalogue knows more techniques than the lifecycle carries out yet."""
    if technique not in _FINISHED:
        raise NotYetSupported(
            f"technique {technique.value!r} is not yet supported",
            where="technique",
            fix=f"use one of: {', '.join(_FINISHED)}",
        )


def require_active(model: str, lifecycle_status: str) -> None:
    """`lifecycle_status` is the service's own word for the model in this region."""
    if lifecycle_status != "ACTIVE":
        raise ModelUnavailable(
            f"{model} is {lifecycle_status}: it cannot be customized any more",
            where="base_model",
            fix="choose a model that is ACTIVE in this region",
        )


def unknown_to_service(model: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"Amazon Bedrock does not know {model} in this region",
        where="base_model",
        fix="choose a model that the service lists in this region",
    )


_AVAILABILITY = {
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}


def require_available(model: str, availability: Mapping[str, Any]) -> None:
    """`availability` is the answer of GetFoundationModelAvailability."""
    for aspect, wanted in _AVAILABILITY.items():
        found = availability.get(aspect, wanted)
        if found != wanted:
            raise ModelUnavailable(
                f"this account cannot use {model}: {aspect} is {found}",
                where="base_model",
                fix="request access to the model in the Bedrock console",
            )


def _require_validation_support(validation: str, support: TechniqueSupport) -> None:
    if not support.validation and validation not in (AUTO_VALIDATION, NO_VALIDATION):
        raise RequestInvalid(
            "this model takes no validation set",
            where="data.validation",
            fix=f"write `validation: {NO_VALIDATION}`",
        )
