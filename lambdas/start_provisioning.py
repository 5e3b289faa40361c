"""Start provisioning: one deployment, or one model unit, for the chosen model of a run."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import read_document
from lambdas.serving import find_serving
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.errors import TransientServiceError
from lifecycle.provisioning import deployment_parameters, no_model_units, throughput_parameters
from lifecycle.refusal import error_code, error_message
from lifecycle.request import DeploymentMode
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import ChosenModel
from lifecycle.run.imported import ImportedModel
from lifecycle.run.reference import RunReference
from lifecycle.run.served import StartedProvisioning
from lifecycle.waits import Target


@step
def handler(reference: RunReference) -> StartedProvisioning:
    """Neither creation declares a conflict, so look before buying."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    model_arn = _model_arn(bucket, request)
    target, create = _PROVISIONINGS[request.deployment_mode]
    serving_arn = find_serving(request) or create(run, model_arn) or find_serving(request)
    if serving_arn is None:
        raise TransientServiceError(f"the creation of the {target} was answered without an ARN")
    return StartedProvisioning(run, target, serving_arn)


def _model_arn(bucket: str, request: AcceptedRequest) -> str:
    run = request.run_id
    if request.weights:
        return read_document(bucket, documents.imported_model(run), ImportedModel).model_arn
    return read_document(bucket, documents.chosen_model(run), ChosenModel).model_arn


def _create_deployment(run: str, model_arn: str) -> str | None:
    """None where the service answers a repeated token without an ARN."""
    parameters = deployment_parameters(run, model_arn)
    created = aws.bedrock().create_custom_model_deployment(**parameters)
    return created.get("customModelDeploymentArn")


def _create_throughput(run: str, model_arn: str) -> str | None:
    """None where the service answers a repeated token without an ARN."""
    parameters = throughput_parameters(run, model_arn)
    try:
        created = aws.bedrock().create_provisioned_model_throughput(**parameters)
    except ClientError as error:
        if error_code(error) == "ServiceQuotaExceededException":
            raise no_model_units(error_message(error)) from error
        raise
    return created.get("provisionedModelArn")


_PROVISIONINGS = {
    DeploymentMode.ON_DEMAND: (Target.DEPLOYMENT, _create_deployment),
    DeploymentMode.PROVISIONED: (Target.THROUGHPUT, _create_throughput),
}
