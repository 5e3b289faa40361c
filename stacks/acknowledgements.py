"""Acknowledges policy findings, one resource at a time, each with its reason.

The id is the exact finding with its pack's prefix: only that form keeps the reason in
`cdk.out/validation-report.json`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from constructs import IConstruct

_NIST = "NIST.800.53.R5::NIST.800.53.R5"
_AWS = "AwsSolutions::AwsSolutions"
_SERVERLESS = "Serverless::Serverless"

# By how the resource of a statement ends. A wildcard that is not listed here fails the synth.
_WILDCARD_REASONS = {
    "/jobs/*": "Job names are the users' choice; bucket and prefix are fixed.",
    "/runs/*": "A step reads what the steps before it wrote; bucket and prefix are fixed.",
    "/prepared/*": "A run's id is not known before the run; bucket and folder are fixed.",
    "/customization/*": "A run's id is not known before the run; bucket and folder are fixed.",
    "/metrics/*": "A run's id is not known before the run; bucket and folder are fixed.",
    "/prepared/media/*": "A run's id is not known before the run; bucket and folder are fixed.",
    ".jsonl": "A run's id is not known before the run; bucket and folder are fixed.",
    ".msgpack": "A run's id is not known before the run; bucket and folder are fixed.",
    ".json": "A run's id is not known before the run; bucket and file are fixed.",
    ".html": "A run's id is not known before the run; bucket and file are fixed.",
    "/quarantine/requests/*": "A folder's name follows from what is in it; the prefix is fixed.",
    "/quarantine/datasets/*": "A run's id is not known before the run; the prefix is fixed.",
    ":foundation-model/*": "The base model is the request's choice, held against the catalogue.",
    ":model-customization-job/*": "Amazon Bedrock chooses the last part of a job's ARN.",
    ":custom-model/*": "Amazon Bedrock chooses the last part of a custom model's ARN.",
    ":custom-model-deployment/*": "Amazon Bedrock chooses the last part of a deployment's ARN.",
    ":model-import-job/*": "Amazon Bedrock chooses the last part of an import job's ARN.",
    ":imported-model/*": "Amazon Bedrock chooses the last part of an imported model's ARN.",
    ":model-package/*": "The model package is the request's choice, in this account and region.",
    ":provisioned-model/*": "Amazon Bedrock chooses the last part of a throughput's ARN.",
    ":network-interface/*": "Amazon Bedrock creates the interfaces of a job; tags bind them to it.",
    ":*": "Step Functions chooses the last part of the ARN of an execution that it starts.",
    "/live/*": "One parameter per job; job names are the users' choice, the prefix is fixed.",
}


def acknowledge(resource: IConstruct, reasons: Mapping[str, str]) -> None:
    Validations.of(resource).acknowledge(
        *(Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items())
    )


def acknowledge_wildcards(
    policy: iam.ManagedPolicy, statements: Iterable[iam.PolicyStatement]
) -> None:
    """Each wildcard resource of the policy, with the reason that holds for its kind."""
    stack = Stack.of(policy)
    printed = {_as_printed(stack.resolve(r)) for s in statements for r in s.resources}
    wildcards = sorted(resource for resource in printed if "*" in resource)
    acknowledge(
        policy,
        {f"{_AWS}-IAM5[Resource::{resource}]": _reason(resource) for resource in wildcards},
    )


def acknowledge_function(function: IConstruct) -> None:
    acknowledge(
        function,
        {
            f"{_NIST}-LambdaConcurrency": (
                "Reserving concurrency fails in accounts with a low quota; the queue's "
                "maximum concurrency and the state machine bound what runs."
            ),
            f"{_NIST}-LambdaInsideVPC": (
                "The function calls AWS services only, over TLS with its own role; a VPC would "
                "need an endpoint for each of them. Customization jobs can run in a VPC."
            ),
        },
    )


def acknowledge_synchronous_function(function: IConstruct) -> None:
    waiting = "Amazon Bedrock waits for the answer: an invocation that fails is told so at once."
    acknowledge(function, {f"{_NIST}-LambdaDLQ": waiting, f"{_SERVERLESS}-LambdaDLQ": waiting})


def acknowledge_host_runtime(function: IConstruct) -> None:
    own_python = "The local account runs functions under the laptop's own Python."
    acknowledge(
        function,
        {f"{_AWS}-L1": own_python, f"{_SERVERLESS}-LambdaLatestVersion": own_python},
    )


def acknowledge_data_bucket(bucket: IConstruct) -> None:
    acknowledge(
        bucket,
        {
            f"{_NIST}-S3BucketReplicationEnabled": (
                "Training data must stay in the region of its jobs; versions and retention "
                "protect it, and a second region is the owner's decision."
            )
        },
    )


def acknowledge_log_bucket(bucket: IConstruct) -> None:
    acknowledge(
        bucket,
        {
            f"{_NIST}-S3DefaultEncryptionKMS": (
                "Amazon S3 delivers server access logs to buckets with SSE-S3 only."
            ),
            f"{_NIST}-S3BucketReplicationEnabled": "Access logs are evidence of one region.",
        },
    )


def acknowledge_waits_table(table: IConstruct) -> None:
    acknowledge(
        table,
        {
            f"{_NIST}-DynamoDBInBackupPlan": (
                "Waits live for hours and can be registered again by a redrive; point-in-time "
                "recovery covers the rest."
            )
        },
    )


def acknowledge_dead_letter_queue(queue: IConstruct) -> None:
    acknowledge(
        queue, {f"{_SERVERLESS}-SQSRedrivePolicy": "This queue is the end of all redrives."}
    )


def acknowledge_queue_consumer(function: IConstruct) -> None:
    acknowledge(
        function,
        {
            f"{_SERVERLESS}-LambdaEventSourceMappingDestination": (
                "A queue's own redrive policy takes failed messages to the dead letters."
            )
        },
    )


def _reason(resource: str) -> str:
    if resource == "*":
        return "AWS documents these actions on every resource only; the policy holds nothing else."
    if resource.startswith("arn:aws:s3:::"):
        return "The settings name the bucket and the prefix; what lies below is not ours to know."
    for ending, reason in _WILDCARD_REASONS.items():
        if resource.endswith(ending):
            return reason
    raise ValueError(f"no reason is given for the wildcard in {resource}")


def _as_printed(resource: Any) -> str:
    """A resolved ARN the way cdk-nag prints it in a finding."""
    match resource:
        case str():
            return resource
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Fn::ImportValue": name}:
            return str(name)
        case {"Fn::Join": ["", parts]}:
            return "".join(_as_printed(part) for part in parts)
    raise ValueError(f"cannot print {resource!r}")
