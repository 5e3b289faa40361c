"""Accept request: resolves job.yaml against the catalogue and against what Bedrock offers now."""

import os

import msgspec
from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import downloaded, write_document
from lambdas.service_errors import error_code
from lambdas.step import step
from lifecycle import documents
from lifecycle.acceptance import accept, require_active, require_available, unknown_to_service
from lifecycle.catalog import load_catalog
from lifecycle.environment import StepEnvironment
from lifecycle.request import parse_request
from lifecycle.run import AcceptedRequest, RunInput


@step
def handler(run: RunInput) -> AcceptedRequest:
    environment = StepEnvironment.from_variables(os.environ)
    with downloaded(environment.intake_bucket, run.manifest) as manifest:
        request = parse_request(manifest.read_bytes(), run.manifest.key)
    accepted = accept(run, request, load_catalog(), os.environ["AWS_REGION"])
    _require_offered(accepted.base_model)
    accepted = msgspec.structs.replace(
        accepted, larger_than_one_function=_is_large(accepted, environment)
    )
    write_document(environment.output_bucket, documents.accepted_request(run.run_id), accepted)
    return accepted


def _is_large(accepted: AcceptedRequest, environment: StepEnvironment) -> bool:
    files = accepted.data().values()
    return (
        sum(version.size for version in files) > environment.one_function_max_bytes
        or len(files) > environment.one_function_max_objects
    )


def _require_offered(model: str) -> None:
    try:
        details = aws.bedrock().get_foundation_model(modelIdentifier=model)["modelDetails"]
    except ClientError as error:
        if error_code(error) in {"ResourceNotFoundException", "ValidationException"}:
            raise unknown_to_service(model) from error
        raise
    require_active(model, details.get("modelLifecycle", {}).get("status", "ACTIVE"))
    require_available(
        model, aws.bedrock().get_foundation_model_availability(modelId=details["modelId"])
    )
