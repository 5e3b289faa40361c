"""Start import: one import job, or one model of a SageMaker package, per run."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import read_document
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import error_code, error_message
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.imported import CheckedWeights, StartedImport
from lifecycle.run.reference import RunReference
from lifecycle.waits import Target
from lifecycle.weights.importing import (
    import_job_parameters,
    package_parameters,
    too_many_custom_models,
    too_many_imported_models,
)
from lifecycle.weights.request import PackageWeights

QUOTA = "ServiceQuotaExceededException"
EXISTS = "ConflictException"


@step
def handler(reference: RunReference) -> StartedImport:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    if isinstance(request.weights, PackageWeights):
        package = request.weights.model_package
        model_arn = _create_model(run, package, environment) or _find_model(run)
        return StartedImport(run, Target.CUSTOM_MODEL, model_arn)
    weights = read_document(bucket, documents.checked_weights(run), CheckedWeights)
    job_arn = _create_job(run, weights.uri, environment) or _find_job(run)
    return StartedImport(run, Target.IMPORT, job_arn)


def _create_job(run: str, uri: str, environment: StepEnvironment) -> str | None:
    """None where the job exists: the service may answer a repeated token without an ARN."""
    parameters = import_job_parameters(run, uri, environment)
    try:
        return aws.bedrock().create_model_import_job(**parameters).get("jobArn")
    except ClientError as error:
        if error_code(error) == QUOTA:
            raise too_many_imported_models(error_message(error)) from error
        if error_code(error) != EXISTS:
            raise
        return None


def _find_job(run: str) -> str:
    return aws.bedrock().get_model_import_job(jobIdentifier=names.import_job(run))["jobArn"]


def _create_model(run: str, model_package: str, environment: StepEnvironment) -> str | None:
    """None where the model exists."""
    parameters = package_parameters(run, model_package, environment)
    try:
        return aws.bedrock().create_custom_model(**parameters).get("modelArn")
    except ClientError as error:
        if error_code(error) == QUOTA:
            raise too_many_custom_models(error_message(error)) from error
        if error_code(error) != EXISTS:
            raise
        return None


def _find_model(run: str) -> str:
    return aws.bedrock().get_custom_model(modelIdentifier=names.imported_model(run))["modelArn"]
