"""How to ask for, and how to stop, each thing that a run can wait for."""

from collections.abc import Callable

import msgspec
from botocore.exceptions import ClientError

from lambdas import aws
from lifecycle import phases
from lifecycle.errors import TargetGone
from lifecycle.refusal import GONE, error_code, unless_refused
from lifecycle.waits import Target


class Observation(msgspec.Struct, frozen=True):
    """`status` in Bedrock's own words; `message` is its reason for a failure."""

    arn: str
    status: str
    message: str = ""


class WaitTarget(msgspec.Struct, frozen=True):
    statuses: dict[str, phases.Meaning]
    observe: Callable[[str], Observation]


def _observe_customization(name: str) -> Observation:
    job = aws.bedrock().get_model_customization_job(jobIdentifier=name)
    return Observation(job["jobArn"], job["status"], job.get("failureMessage", ""))


def stop_customization(name: str) -> None:
    """Unless it has ended, or is stopping, since we looked."""
    unless_refused(
        lambda: aws.bedrock().stop_model_customization_job(jobIdentifier=name),
        {"ConflictException"},
    )


def _observe_deployment(name: str) -> Observation:
    found = aws.bedrock().get_custom_model_deployment(customModelDeploymentIdentifier=name)
    return Observation(
        found["customModelDeploymentArn"], found["status"], found.get("failureMessage", "")
    )


def delete_deployment(name: str) -> None:
    unless_refused(
        lambda: aws.bedrock().delete_custom_model_deployment(customModelDeploymentIdentifier=name),
        GONE,
    )


def _observe_throughput(name: str) -> Observation:
    found = aws.bedrock().get_provisioned_model_throughput(provisionedModelId=name)
    return Observation(
        found["provisionedModelArn"], found["status"], found.get("failureMessage", "")
    )


def delete_throughput(name: str) -> None:
    unless_refused(
        lambda: aws.bedrock().delete_provisioned_model_throughput(provisionedModelId=name), GONE
    )


def _observe_import(name: str) -> Observation:
    job = aws.bedrock().get_model_import_job(jobIdentifier=name)
    return Observation(job["jobArn"], job["status"], job.get("failureMessage", ""))


def _observe_custom_model(name: str) -> Observation:
    model = aws.bedrock().get_custom_model(modelIdentifier=name)
    # Without a status it is one that a customization job made, and so complete.
    status = model.get("modelStatus", "Active")
    return Observation(model["modelArn"], status, model.get("failureMessage", ""))


WAIT_TARGETS = {
    Target.CUSTOMIZATION: WaitTarget(phases.CUSTOMIZATION, _observe_customization),
    Target.DEPLOYMENT: WaitTarget(phases.DEPLOYMENT, _observe_deployment),
    Target.THROUGHPUT: WaitTarget(phases.THROUGHPUT, _observe_throughput),
    Target.IMPORT: WaitTarget(phases.IMPORT, _observe_import),
    Target.CUSTOM_MODEL: WaitTarget(phases.CUSTOM_MODEL, _observe_custom_model),
}


def observe(target: Target, name: str) -> Observation:
    """Raises TargetGone where somebody deleted what the run waits for."""
    try:
        return WAIT_TARGETS[target].observe(name)
    except ClientError as error:
        if error_code(error) in GONE:
            raise TargetGone(
                f"the {target} {name} does not exist any more",
                where=name,
                fix="somebody deleted it; upload the data again to start a new run",
            ) from error
        raise
