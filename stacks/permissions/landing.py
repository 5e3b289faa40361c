"""What the functions may do that turn landed files into a run."""

from lifecycle import documents
from stacks.permissions.resources import Resources
from stacks.permissions.statements import Permissions, allow


def intake(resources: Resources, state_machine: str, topic: str, queue: str) -> Permissions:
    quarantine = resources.foundation.output_objects(documents.quarantined_request("*"))
    receive = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
    return Permissions(
        (
            *resources.read_landed,
            allow("s3:ListBucketVersions", on=resources.foundation.intake_bucket.bucket_arn),
            resources.write(documents.landed_folders("*")),
            allow(*receive, on=queue),
            allow("states:StartExecution", on=state_machine),
            allow("s3:PutObject", "s3:DeleteObject", on=quarantine),
            allow("sns:Publish", on=topic),
        )
    )


def accept_request(resources: Resources) -> Permissions:
    return Permissions(
        (
            *resources.read_landed,
            resources.list_output,
            *resources.list_logs,
            allow(
                "s3:GetObject",
                on=tuple(
                    map(
                        resources.foundation.output_objects,
                        (documents.run_record("*"), documents.landed_folders("*")),
                    )
                ),
            ),
            resources.write(documents.accepted_request("*")),
            allow("bedrock:GetFoundationModel", on=resources.base_models),
            allow("bedrock:GetCustomModel", on=resources.models),
            allow("ssm:GetParameter", on=resources.parameters),
        ),
        account_wide=(allow("bedrock:GetFoundationModelAvailability", on="*"),),
    )
