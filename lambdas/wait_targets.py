"""How to ask for, and how to stop, each thing that a run can wait for."""

from collections.abc import Callable

import msgspec
from botocore.exceptions import ClientError

from lambdas import aws
from lifecycle import phases
from lifecycle.errors import TargetGone
from lifecycle.refusal import error_code
from lifecycle.waits import Target


class Observation(msgspec.Struct, frozen=True):
    """`status` in Bedrock's own words; `message` is its reason for a failure."""

    arn: str
    status: str
    message: str = ""


class WaitTarget(msgspec.Struct, frozen=True):
    statuses: dict[str, phases.Meaning]
    observe: Callable[[str], Observation]
    stop: Callable[[str], None]


def _observe_customization(name: str) -> Observation:
    job = aws.bedrock().get_model_customization_job(jobIdentifier=name)
    return Observation(job["jobArn"], job["status"], job.get("failureMessage", ""))


def stop_customization(name: str) -> None:
    try:
        aws.bedrock().stop_model_customization_job(jobIdentifier=name)
    except ClientError as error:
        # It ended, or is stopping, since we looked.
        if error_code(error) != "ConflictException":
            raise


def _observe_deployment(name: str) -> Observation:
    found = aws.bedrock().get_custom_model_deployment(customModelDeploymentIdentifier=name)
    return Observation(
        found["customModelDeploymentArn"], found["status"], found.get("failureMessage", "")
    )


def delete_deployment(name: str) -> None:
    try:
        aws.bedrock().delete_custom_model_deployment(customModelDeploymentIdentifier=name)
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise


def _stop_deployment(name: str) -> None:
    try:
        delete_deployment(name)
    except ClientError as error:
        # Bedrock is still creating it; the release of the run deletes it as soon as that is over.
        if error_code(error) != "ConflictException":
            raise


def _observe_throughput(name: str) -> Observation:
    found = aws.bedrock().get_provisioned_model_throughput(provisionedModelId=name)
    return Observation(
        found["provisionedModelArn"], found["status"], found.get("failureMessage", "")
    )


def delete_throughput(name: str) -> None:
    try:
        aws.bedrock().delete_provisioned_model_throughput(provisionedModelId=name)
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise


def _stop_throughput(name: str) -> None:
    try:
        delete_throughput(name)
    except ClientError as error:
        # As with a deployment: the release of the run deletes it.
        if error_code(error) != "ConflictException":
            raise


def _observe_import(name: str) -> Observation:
    job = aws.bedrock().get_model_import_job(jobIdentifier=name)
    return Observation(job["jobArn"], job["status"], job.get("failureMessage", ""))


def _observe_custom_model(name: str) -> Observation:
    model = aws.bedrock().get_custom_model(modelIdentifier=name)
    # Without a status it is one that a customization job made, and so complete.
    status = model.get("modelStatus", "Active")
    return Observation(model["modelArn"], status, model.get("failureMessage", ""))


def _leave_to_release(_: str) -> None:
    """No operation stops it: the release of the run abandons it, or deletes what it made."""


WAIT_TARGETS = {
    Target.CUSTOMIZATION: WaitTarget(
        phases.CUSTOMIZATION, _observe_customization, stop_customization
    ),
    Target.DEPLOYMENT: WaitTarget(phases.DEPLOYMENT, _observe_deployment, _stop_deployment),
    Target.THROUGHPUT: WaitTarget(phases.THROUGHPUT, _observe_throughput, _stop_throughput),
    Target.IMPORT: WaitTarget(phases.IMPORT, _observe_import, _leave_to_release),
    Target.CUSTOM_MODEL: WaitTarget(phases.CUSTOM_MODEL, _observe_custom_model, _leave_to_release),
}


def observe(target: Target, name: str) -> Observation:
    """Raises TargetGone where somebody deleted what the run waits for."""
    try:
        return WAIT_TARGETS[target].observe(name)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            raise TargetGone(
                f"the {target} {name} does not exist any more",
                where=name,
                fix="somebody deleted it; upload the data again to start a new run",
            ) from error
        raise
