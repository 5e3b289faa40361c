"""Accept request: resolves job.yaml against the catalogue and against what Bedrock offers now."""

import os
from collections.abc import Iterator
from itertools import accumulate, islice

import msgspec

from lambdas.base_models import base_model_lookups
from lambdas.dataset_scan import undeclared_keys
from lambdas.invocation_logs import log_objects
from lambdas.landed_folders import read_pins
from lambdas.offered_models import require_offered, require_teacher_offered
from lambdas.run_store import downloaded, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.acceptance import accept
from lifecycle.base_model import choose_base_model
from lifecycle.catalog import load_catalog
from lifecycle.corpus_request import ONE_FUNCTION_CORPUS_BYTES
from lifecycle.deployed import (
    require_deployed_grader,
    require_readable_logs,
    require_readable_weights,
)
from lifecycle.environment import StepEnvironment
from lifecycle.folders import is_folder
from lifecycle.request import parse_request
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion, RunInput
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
    if accepted.weights:
        return False
    folders = [version for version in accepted.data().values() if is_folder(version.key)]
    return (
        sum(folder.size for folder in folders) > ONE_FUNCTION_CORPUS_BYTES
        or _are_many(_objects(accepted, environment.output_bucket), environment)
        or any(islice(undeclared_keys(accepted), environment.one_function_max_media, None))
    )


def _are_many(objects: Iterator[ObjectVersion], environment: StepEnvironment) -> bool:
    """Looks at no more of them than tell."""
    sizes = accumulate(version.size for version in objects)
    most, longest = environment.one_function_max_objects, environment.one_function_max_bytes
    return any(number > most or size > longest for number, size in enumerate(sizes, start=1))


def _objects(accepted: AcceptedRequest, output_bucket: str) -> Iterator[ObjectVersion]:
    """All that the run reads but media: files, those in folders, and invocation logs."""
    for version in accepted.data().values():
        yield from read_pins(output_bucket, accepted.run_id, version)
    if accepted.invocation_logs:
        yield from log_objects(accepted.invocation_logs)


def _require_deployed(accepted: AcceptedRequest, environment: StepEnvironment) -> None:
    if accepted.grader:
        require_deployed_grader(accepted.grader, environment.graders())
    if accepted.invocation_logs:
        require_readable_logs(accepted.invocation_logs, environment.log_sources())
    if isinstance(accepted.weights, FolderWeights):
        require_readable_weights(accepted.weights, environment.weight_sources())
