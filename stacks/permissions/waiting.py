"""What the functions may do that keep the waiting room."""

from aws_cdk import aws_iam as iam

from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def register_wait(resources: Resources) -> Permissions:
    return Permissions((allow("dynamodb:PutItem", on=resources.foundation.waits_table.table_arn),))


def settle_waits(resources: Resources, state_machine: str, namespace: str) -> Permissions:
    table = resources.foundation.waits_table.table_arn
    return Permissions(
        (
            allow("dynamodb:GetItem", "dynamodb:Scan", "dynamodb:DeleteItem", on=table),
            allow(
                "bedrock:GetModelCustomizationJob",
                "bedrock:StopModelCustomizationJob",
                on=resources.jobs,
            ),
            allow(
                "bedrock:GetCustomModelDeployment",
                "bedrock:DeleteCustomModelDeployment",
                on=resources.deployments,
            ),
            allow(
                "bedrock:GetProvisionedModelThroughput",
                "bedrock:DeleteProvisionedModelThroughput",
                on=resources.throughputs,
            ),
            allow("bedrock:GetModelImportJob", on=resources.import_jobs),
            allow("bedrock:GetCustomModel", on=resources.models),
            allow("bedrock:DeleteImportedModel", on=resources.imported_models),
            allow("states:SendTaskSuccess", "states:SendTaskFailure", on=state_machine),
        ),
        account_wide=(
            iam.PolicyStatement(
                actions=["cloudwatch:PutMetricData"],
                resources=["*"],
                conditions={"StringEquals": {"cloudwatch:namespace": namespace}},
            ),
        ),
    )
