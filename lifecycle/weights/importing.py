"""The requests that import a model, and why they can be refused."""

from typing import Any

from lifecycle import names
from lifecycle.customization import resource_tags, vpc_config
from lifecycle.environment import StepEnvironment
from lifecycle.errors import QuotaTooLow
from lifecycle.request import Technique

# Amazon Bedrock endpoints and quotas: 3 imported models and 100 custom models in a new account.
IMPORTED_MODELS_QUOTA = "L-45B04988"
CUSTOM_MODELS_QUOTA = "L-CB5B847D"


def import_job_parameters(run: str, uri: str, environment: StepEnvironment) -> dict[str, Any]:
    """Of CreateModelImportJob. boto3 fills in no token here."""
    tags = resource_tags(run)
    return {
        "jobName": names.import_job(run),
        "importedModelName": names.imported_model(run),
        "roleArn": environment.role_arn(Technique.IMPORT),
        "modelDataSource": {"s3DataSource": {"s3Uri": uri}},
        "clientRequestToken": names.client_request_token(run, "import"),
        "importedModelKmsKeyId": environment.model_key_arn,
        "jobTags": tags,
        "importedModelTags": tags,
        **vpc_config(environment),
    }


def package_parameters(
    run: str, model_package: str, environment: StepEnvironment
) -> dict[str, Any]:
    """Of CreateCustomModel."""
    source = {"modelPackageArnDataSource": {"modelPackageArn": model_package}}
    return {
        "modelName": names.imported_model(run),
        "customModelDataSource": source,
        "modelKmsKeyArn": environment.model_key_arn,
        "clientRequestToken": names.client_request_token(run, "import"),
        "modelTags": resource_tags(run),
    }


def too_many_imported_models(refusal: str) -> QuotaTooLow:
    """`refusal` is the service's own message."""
    return QuotaTooLow(
        f"there is no room for another imported model: {refusal}",
        where="technique",
        why="an account may keep few imported models, 3 until the quota is raised",
        fix="delete an imported model that nobody asks any more, or ask for a higher quota "
        f"{IMPORTED_MODELS_QUOTA} (Imported models per account)",
    )


def too_many_custom_models(refusal: str) -> QuotaTooLow:
    """`refusal` is the service's own message."""
    return QuotaTooLow(
        f"there is no room for another custom model: {refusal}",
        where="technique",
        fix="delete a custom model that nobody needs any more, or ask for a higher quota "
        f"{CUSTOM_MODELS_QUOTA} (Custom models per account)",
    )
