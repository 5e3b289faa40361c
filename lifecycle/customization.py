"""The parameters of CreateModelCustomizationJob for one trial of a run."""

from typing import Any

from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.run import AcceptedRequest, PreparedData

RUN_ID_TAG = "tailor:run-id"


def customization_parameters(
    request: AcceptedRequest, data: PreparedData, trial: int, environment: StepEnvironment
) -> dict[str, Any]:
    run, bucket = request.run_id, environment.output_bucket
    tags = resource_tags(run)
    parameters: dict[str, Any] = {
        "jobName": names.customization_job(run, trial),
        "customModelName": names.custom_model(run, trial),
        "clientRequestToken": names.client_request_token(run, "customization", trial),
        "roleArn": environment.role_arn(request.technique),
        "baseModelIdentifier": request.base_model,
        "customizationType": request.customization_type,
        "customModelKmsKeyId": environment.model_key_arn,
        "hyperParameters": request.trials[trial].hyperparameters,
        "trainingDataConfig": {"s3Uri": documents.s3_uri(bucket, data.training.key)},
        "outputDataConfig": {
            "s3Uri": documents.s3_uri(bucket, documents.customization_output(run, trial))
        },
        "jobTags": tags,
        "customModelTags": tags,
    }
    if data.validation:
        uri = documents.s3_uri(bucket, data.validation.key)
        parameters["validationDataConfig"] = {"validators": [{"s3Uri": uri}]}
    if environment.job_subnet_ids:
        parameters["vpcConfig"] = {
            "subnetIds": environment.job_subnet_ids.split(","),
            "securityGroupIds": environment.job_security_group_ids.split(","),
        }
    return parameters


def resource_tags(run: str) -> list[dict[str, str]]:
    """What makes everything a run creates findable, by people and by a sweep."""
    return [{"key": RUN_ID_TAG, "value": run}]
