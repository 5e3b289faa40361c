"""What the functions may do that end a run, well or badly."""

from lifecycle import documents
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def publish_run(resources: Resources) -> Permissions:
    parameter = allow("ssm:PutParameter", on=resources.parameters)
    write = resources.write(documents.run_record("*"))
    return Permissions((*resources.read_runs, write, parameter))


def release_provisioning(resources: Resources) -> Permissions:
    return Permissions(
        (
            allow("bedrock:StopModelCustomizationJob", on=resources.jobs),
            allow("bedrock:DeleteCustomModelDeployment", on=resources.deployments),
            allow("bedrock:DeleteProvisionedModelThroughput", on=resources.throughputs),
            allow("bedrock:DeleteImportedModel", on=resources.imported_models),
            allow("dynamodb:PutItem", on=resources.foundation.waits_table.table_arn),
        ),
        account_wide=(
            allow(
                "bedrock:ListModelCustomizationJobs",
                "bedrock:ListCustomModelDeployments",
                "bedrock:ListProvisionedModelThroughputs",
                "bedrock:ListModelImportJobs",
                "bedrock:ListImportedModels",
                on="*",
            ),
        ),
    )


def record_failure(resources: Resources) -> Permissions:
    return Permissions((*resources.read_runs, resources.write(documents.failure_record("*"))))


def announce_run(resources: Resources, topic: str) -> Permissions:
    return Permissions(
        (
            *resources.read_runs,
            allow(
                "s3:PutObject",
                "s3:DeleteObject",
                on=resources.foundation.output_objects(documents.announcement("*")),
            ),
            allow("sns:Publish", on=topic),
        )
    )
