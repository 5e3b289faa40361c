"""What the steps of the trials may do, and the choice between their models."""

from aws_cdk import aws_iam as iam

from lifecycle import documents
from lifecycle.catalog import CUSTOMIZATION_TYPES
from lifecycle.customization import RUN_ID_TAG
from stacks.key_policies import customize_with_model_key
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def start_customization(resources: Resources) -> Permissions:
    created = (resources.base_models, resources.models, resources.jobs)
    return Permissions(
        (
            *resources.read_runs,
            resources.write(documents.trial_plan("*", "*")),
            allow("bedrock:CreateModelCustomizationJob", on=created),
            allow("bedrock:TagResource", on=(resources.models, resources.jobs)),
            allow("bedrock:GetModelCustomizationJob", on=resources.jobs),
            resources.pass_roles(*CUSTOMIZATION_TYPES),
            customize_with_model_key(resources.foundation.model_key),
        )
    )


def collect_metrics(resources: Resources) -> Permissions:
    job = allow("bedrock:GetModelCustomizationJob", on=resources.jobs)
    write = resources.write(f"{documents.RUNS_PREFIX}/*/metrics/*")
    return Permissions((*resources.read_runs, write, job))


def abandon_trial(resources: Resources) -> Permissions:
    job = allow(
        "bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob", on=resources.jobs
    )
    return Permissions((resources.write(documents.trial_failure("*", "*")), job))


def choose_model(resources: Resources) -> Permissions:
    """Deletes the models of other trials: nothing that is not tagged as a run's."""
    delete = iam.PolicyStatement(
        actions=["bedrock:DeleteCustomModel"],
        resources=[resources.models],
        conditions={"StringLike": {f"aws:ResourceTag/{RUN_ID_TAG}": "*"}},
    )
    return Permissions((*resources.read_runs, resources.write(documents.chosen_model("*")), delete))
