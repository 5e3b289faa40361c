"""Start provisioning: one on-demand deployment of the chosen model per run."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import read_document
from lambdas.service_errors import error_code
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.customization import deployment_parameters
from lifecycle.environment import StepEnvironment
from lifecycle.errors import TransientServiceError
from lifecycle.run import ChosenModel, RunReference, StartedProvisioning


@step
def handler(reference: RunReference) -> StartedProvisioning:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    chosen = read_document(bucket, documents.chosen_model(run), ChosenModel)
    deployment_arn = _find(run) or _create(run, chosen.model_arn) or _find(run)
    if deployment_arn is None:
        raise TransientServiceError("CreateCustomModelDeployment was answered without an ARN")
    return StartedProvisioning(run, deployment_arn)


def _find(run: str) -> str | None:
    """CreateCustomModelDeployment declares no conflict, so look before buying."""
    try:
        return aws.bedrock().get_custom_model_deployment(
            customModelDeploymentIdentifier=names.deployment(run)
        )["customModelDeploymentArn"]
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise


def _create(run: str, model_arn: str) -> str | None:
    """None where the service answers a repeated token without an ARN."""
    parameters = deployment_parameters(run, model_arn)
    created = aws.bedrock().create_custom_model_deployment(**parameters)
    return created.get("customModelDeploymentArn")
