"""Turns a request into what a run will do, or says why it cannot run."""

from lifecycle.base_model import BaseModelChoice
from lifecycle.catalog import (
    CUSTOMIZATION_TYPES,
    Catalog,
    TechniqueSupport,
    require_deployment_mode,
)
from lifecycle.corpus_request import require_usable_folders
from lifecycle.distillation import accept_teacher
from lifecycle.errors import RequestInvalid
from lifecycle.request import AUTO_VALIDATION, NO_VALIDATION, JobRequest
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import RunInput
from lifecycle.sweep import expand_trials
from lifecycle.weights.acceptance import accept_import


def accept(
    run: RunInput, request: JobRequest, catalog: Catalog, region: str, base: BaseModelChoice
) -> AcceptedRequest:
    """Raises the error that names what to change, before anything is spent."""
    if request.weights:
        return accept_import(run, request, request.weights, catalog, region)
    model = catalog.model(base.foundation)
    support = catalog.support(model, request.technique, region)
    require_deployment_mode(support, request.deployment.mode)
    _require_validation_support(request.data.validation, support)
    require_usable_folders(
        request.technique, {name: version.size for name, version in run.files.items()}
    )
    return AcceptedRequest(
        run_id=run.run_id,
        job_name=run.job_name,
        technique=request.technique,
        customization_type=CUSTOMIZATION_TYPES[request.technique],
        base_model=base.custom_model or model.customization_id,
        invoke_model=model.id,
        invocation=model.invocation,
        deployment_mode=request.deployment.mode,
        with_validation=support.validation and request.data.validation != NO_VALIDATION,
        manifest=run.manifest,
        training=run.files[request.data.training] if request.data.training else None,
        validation=run.files.get(request.data.validation),
        test=run.files[request.data.test] if request.data.test else None,
        trials=expand_trials(support, request.hyperparameters, request.sweep),
        guidance=support.guidance_for(model.id),
        keep_all_models=request.sweep.keep_all_models,
        allow_over_fit=request.evaluation.allow_over_fit,
        teacher=accept_teacher(request.teacher, support) if request.teacher else None,
        invocation_logs=request.data.invocation_logs,
        grader=request.grader,
    )


def _require_validation_support(validation: str, support: TechniqueSupport) -> None:
    if not support.validation and validation not in (AUTO_VALIDATION, NO_VALIDATION):
        raise RequestInvalid(
            "this model takes no validation set",
            where="data.validation",
            fix=f"write `validation: {NO_VALIDATION}`",
        )
