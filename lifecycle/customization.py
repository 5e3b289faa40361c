"""The parameters of CreateModelCustomizationJob for one trial of a run, by any technique."""

from typing import Any

from lifecycle import documents, names
from lifecycle.catalog import TechniqueSupport
from lifecycle.distillation import invocation_logs_config, teacher_config
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.prepared import PreparedData, PreparedFile
from lifecycle.trial import Trial

RUN_ID_TAG = "tailor:run-id"


def customization_parameters(
    request: AcceptedRequest,
    data: PreparedData,
    trial: int,
    environment: StepEnvironment,
    support: TechniqueSupport,
) -> dict[str, Any]:
    """`support` is the catalogue's word on the model and the technique."""
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
        "trainingDataConfig": _training_data(request, data.training, bucket),
        "outputDataConfig": {
            "s3Uri": documents.s3_uri(bucket, documents.customization_output(run, trial))
        },
        "jobTags": tags,
        "customModelTags": tags,
        **_learning(request, request.trials[trial], environment, support),
        **vpc_config(environment),
    }
    if data.validation:
        uri = documents.s3_uri(bucket, data.validation.key)
        parameters["validationDataConfig"] = {"validators": [{"s3Uri": uri}]}
    return parameters


def _training_data(
    request: AcceptedRequest, training: PreparedFile | None, bucket: str
) -> dict[str, Any]:
    if request.invocation_logs:
        return {"invocationLogsConfig": invocation_logs_config(request.invocation_logs)}
    if training is None:
        raise ValueError(f"{request.run_id} has prepared no training data")
    return {"s3Uri": documents.s3_uri(bucket, training.key)}


def _learning(
    request: AcceptedRequest, trial: Trial, environment: StepEnvironment, support: TechniqueSupport
) -> dict[str, Any]:
    """How the job learns. Only two techniques have a configuration of their own; reinforcement
    takes its hyper-parameters there, as native values, and distillation takes none."""
    if request.teacher:
        return {"customizationConfig": {"distillationConfig": teacher_config(request.teacher)}}
    if request.grader:
        grader = {"lambdaGrader": {"lambdaArn": environment.graders()[request.grader]}}
        native = {
            name: support.hyperparameters[name].native(text)
            for name, text in trial.hyperparameters.items()
        }
        rft = {"graderConfig": grader, "hyperParameters": native}
        return {"customizationConfig": {"rftConfig": rft}}
    return {"hyperParameters": trial.hyperparameters}


def vpc_config(environment: StepEnvironment) -> dict[str, Any]:
    """Empty where jobs run outside a VPC."""
    if not environment.job_subnet_ids:
        return {}
    network = {
        "subnetIds": environment.job_subnet_ids.split(","),
        "securityGroupIds": environment.job_security_group_ids.split(","),
    }
    return {"vpcConfig": network}


def resource_tags(run: str) -> list[dict[str, str]]:
    """What makes everything a run creates findable, by people and by a sweep."""
    return [{"key": RUN_ID_TAG, "value": run}]
