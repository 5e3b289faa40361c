"""What serves the model of a run, found by the run's own name."""

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.service_errors import error_code
from lifecycle import names
from lifecycle.errors import TargetGone
from lifecycle.request import DeploymentMode


def find_serving(run: str, mode: DeploymentMode) -> str | None:
    """The ARN to invoke; None where there is nothing yet, or no more."""
    try:
        return _FINDERS[mode](run)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise


def require_serving(run: str, mode: DeploymentMode) -> str:
    serving_arn = find_serving(run, mode)
    if serving_arn is None:
        raise TargetGone(
            f"nothing serves the model of {run} any more",
            where=run,
            fix="somebody deleted it; upload the data again to start a new run",
        )
    return serving_arn


def _find_deployment(run: str) -> str:
    return aws.bedrock().get_custom_model_deployment(
        customModelDeploymentIdentifier=names.deployment(run)
    )["customModelDeploymentArn"]


def _find_throughput(run: str) -> str:
    return aws.bedrock().get_provisioned_model_throughput(
        provisionedModelId=names.provisioned_model(run)
    )["provisionedModelArn"]


_FINDERS = {
    DeploymentMode.ON_DEMAND: _find_deployment,
    DeploymentMode.PROVISIONED: _find_throughput,
}
