"""What serves the model of a run, found by the run's own name."""

from lambdas import aws
from lifecycle import names
from lifecycle.errors import TargetGone
from lifecycle.refusal import GONE, unless_refused
from lifecycle.request import DeploymentMode
from lifecycle.run.accepted import AcceptedRequest


def find_serving(request: AcceptedRequest) -> str | None:
    """The ARN to invoke; None where there is nothing yet, or no more."""
    find = _find_imported if request.serves_itself else _FINDERS[request.deployment_mode]
    return unless_refused(lambda: find(request.run_id), GONE)


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
