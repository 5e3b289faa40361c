"""The parameters of what puts a custom model to service, and why that can be refused."""

from typing import Any

from lifecycle import names
from lifecycle.customization import resource_tags
from lifecycle.errors import QuotaTooLow

MODEL_UNITS = 1
# Zero in a new account, without a commitment too: Bedrock endpoints and quotas.
MODEL_UNITS_QUOTA = "L-BE77399C"


def deployment_parameters(run: str, model_arn: str) -> dict[str, Any]:
    return {
        "modelDeploymentName": names.deployment(run),
        "modelArn": model_arn,
        "clientRequestToken": names.client_request_token(run, "deployment"),
        "tags": resource_tags(run),
    }


def throughput_parameters(run: str, model_arn: str) -> dict[str, Any]:
    """Without a commitment: a committed throughput cannot be deleted before its term."""
    return {
        "provisionedModelName": names.provisioned_model(run),
        "modelId": model_arn,
        "modelUnits": MODEL_UNITS,
        "clientRequestToken": names.client_request_token(run, "provisioned-throughput"),
        "tags": resource_tags(run),
    }


def no_model_units(refusal: str) -> QuotaTooLow:
    """`refusal` is the service's own message."""
    return QuotaTooLow(
        f"there is no model unit left for provisioned throughput: {refusal}",
        where="deployment.mode",
        why="the quota of model units without commitment across custom models is 0 until raised",
        fix=f"ask AWS Support to raise the quota {MODEL_UNITS_QUOTA}, delete a throughput that "
        "nobody uses, or write `mode: on-demand` or `mode: none`",
    )
