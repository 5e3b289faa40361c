"""What serves the model of a run, found by the run's own name."""

from botocore.exceptions import ClientError

from lambdas import aws
from lifecycle import names
from lifecycle.errors import TargetGone
from lifecycle.refusal import error_code
from lifecycle.request import DeploymentMode
from lifecycle.run.accepted import AcceptedRequest


def find_serving(request: AcceptedRequest) -> str | None:
    """The ARN to invoke; None where there is nothing yet, or no more."""
    find = _find_imported if request.serves_itself else _FINDERS[request.deployment_mode]
    try:
        return find(request.run_id)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise


def require_serving(request: AcceptedRequest) -> str:
    serving_arn = find_serving(request)
    if serving_arn is None:
        raise TargetGone(
            f"nothing serves the model of {request.run_id} any more",
            where=request.run_id,
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


def _find_imported(run: str) -> str:
    return aws.bedrock().get_imported_model(modelIdentifier=names.imported_model(run))["modelArn"]


_FINDERS = {
    DeploymentMode.ON_DEMAND: _find_deployment,
    DeploymentMode.PROVISIONED: _find_throughput,
}
