"""Accept request: resolves job.yaml against the catalogue and against what Bedrock offers now."""

import os
from itertools import islice

import msgspec

from lambdas.base_models import base_model_lookups
from lambdas.dataset_scan import undeclared_keys
from lambdas.offered_models import require_offered, require_teacher_offered
from lambdas.run_store import downloaded, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.acceptance import accept
from lifecycle.base_model import choose_base_model
from lifecycle.catalog import load_catalog
from lifecycle.deployed import (
    require_deployed_grader,
    require_readable_logs,
    require_readable_weights,
)
from lifecycle.environment import StepEnvironment
from lifecycle.folders import is_folder
from lifecycle.request import parse_request
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import RunInput
from lifecycle.weights.request import FolderWeights


@step
def handler(run: RunInput) -> AcceptedRequest:
    environment = StepEnvironment.from_variables(os.environ)
    with downloaded(environment.intake_bucket, run.manifest) as manifest:
        request = parse_request(manifest.read_bytes(), run.manifest.key)
    base = choose_base_model(request.base_model, base_model_lookups(environment))
    catalog = load_catalog()
    accepted = accept(run, request, catalog, os.environ["AWS_REGION"], base)
    _require_deployed(accepted, environment)
    if accepted.invoke_model:
        require_offered(catalog, catalog.model(accepted.invoke_model), accepted.technique)
    if accepted.teacher:
        require_teacher_offered(accepted.teacher)
    accepted = msgspec.structs.replace(
        accepted, larger_than_one_function=_is_large(accepted, environment)
    )
    write_document(environment.output_bucket, documents.accepted_request(run.run_id), accepted)
    return accepted


def _is_large(accepted: AcceptedRequest, environment: StepEnvironment) -> bool:
    """A folder of texts is none: it is made into records by one function."""
    files = accepted.data().values()
    if accepted.weights or any(is_folder(version.key) for version in files):
        return False
    return (
        sum(version.size for version in files) > environment.one_function_max_bytes
        or len(files) > environment.one_function_max_objects
        or any(islice(undeclared_keys(accepted), environment.one_function_max_media, None))
    )


def _require_deployed(accepted: AcceptedRequest, environment: StepEnvironment) -> None:
    if accepted.grader:
        require_deployed_grader(accepted.grader, environment.graders())
    if accepted.invocation_logs:
        require_readable_logs(accepted.invocation_logs, environment.log_sources())
    if isinstance(accepted.weights, FolderWeights):
        require_readable_weights(accepted.weights, environment.weight_sources())
