"""Rules for what holds data: buckets, tables, keys, queues, topics and log groups."""

from collections.abc import Iterator
from typing import Any

from tests.stacks.deployment import Deployment, Resource
from tests.stacks.policies import Statement, resource_statements

_CUSTOMER_KEYS = {
    "<foundation/DataKey.Arn>",
    "<foundation/ModelKey.Arn>",
    "<lifecycle/Machine/Key.Arn>",
}
_HOLDS_STATE = {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::KMS::Key"}
_FIXED_NAMES = ("BucketName", "TableName", "LogGroupName", "AliasName", "QueueName", "TopicName")
# Amazon S3 delivers access logs to buckets with SSE-S3 only.
_NOT_OURS_TO_ENCRYPT = "foundation/AccessLogsBucket"


def buckets_refuse_plain_http(deployment: Deployment) -> Iterator[str]:
    for bucket, _ in deployment.of_type("AWS::S3::Bucket"):
        denied = _denied_for_everyone(deployment, bucket)
        if not any(s.condition_values("aws:SecureTransport") == ["false"] for s in denied):
            yield bucket


def buckets_refuse_tls_before_1_2(deployment: Deployment) -> Iterator[str]:
    for bucket, _ in deployment.of_type("AWS::S3::Bucket"):
        denied = _denied_for_everyone(deployment, bucket)
        if not any(s.conditions == {"NumericLessThan": {"s3:TlsVersion": 1.2}} for s in denied):
            yield bucket


def _denied_for_everyone(deployment: Deployment, bucket: str) -> Iterator[Statement]:
    """The statements that deny everything in the bucket, under whatever condition."""
    whole = {f"<{bucket}.Arn>", f"<{bucket}.Arn>/*"}
    for statement in resource_statements(deployment):
        everything = statement.actions == ["s3:*"] and set(statement.resources) == whole
        if everything and not statement.allows and statement.principals == ["aws:*"]:
            yield statement


def queues_and_topics_refuse_plain_http(deployment: Deployment) -> Iterator[str]:
    refused = {
        resource
        for statement in resource_statements(deployment)
        if not statement.allows and statement.condition_values("aws:SecureTransport") == ["false"]
        for resource in statement.resources
    }
    for path, _ in deployment.of_type("AWS::SQS::Queue"):
        if f"<{path}.Arn>" not in refused:
            yield path
    for path, _ in deployment.of_type("AWS::SNS::Topic"):
        if f"<{path}>" not in refused:
            yield path


def buckets_block_public_access(deployment: Deployment) -> Iterator[str]:
    ways = {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"}
    for path, bucket in deployment.of_type("AWS::S3::Bucket"):
        if bucket.get("PublicAccessBlockConfiguration") != dict.fromkeys(ways, True):
            yield path


def buckets_keep_every_version(deployment: Deployment) -> Iterator[str]:
    for path, bucket in deployment.of_type("AWS::S3::Bucket"):
        if bucket.get("VersioningConfiguration") != {"Status": "Enabled"}:
            yield path


def tables_can_be_restored_to_any_second(deployment: Deployment) -> Iterator[str]:
    for path, table in deployment.of_type("AWS::DynamoDB::Table"):
        recovery = table.get("PointInTimeRecoverySpecification", {})
        if recovery.get("PointInTimeRecoveryEnabled") is not True:
            yield path


def what_holds_state_outlives_its_stack(deployment: Deployment) -> Iterator[str]:
    for path, resource in deployment.resources.items():
        if resource.type in _HOLDS_STATE and resource.deletion_policy != "Retain":
            yield path


def what_is_retained_lets_the_stack_be_deployed_again(deployment: Deployment) -> Iterator[str]:
    """A fixed name would collide with what the stack before it left behind."""
    for path, resource in deployment.resources.items():
        fixed = [name for name in _FIXED_NAMES if name in resource.properties]
        if resource.deletion_policy == "Retain" and fixed:
            yield f"{path}: {fixed}"


def what_is_stored_is_encrypted_with_a_customer_key(deployment: Deployment) -> Iterator[str]:
    """But for the one variable of a grader, its name: its role has no right to any key."""
    for path, resource in deployment.resources.items():
        key_of = _ENCRYPTION.get(resource.type)
        if key_of is None or path == _NOT_OURS_TO_ENCRYPT or _is_grader(resource):
            continue
        if key_of(resource.properties) not in _CUSTOMER_KEYS:
            yield path


def _is_grader(resource: Resource) -> bool:
    variables = resource.properties.get("Environment", {}).get("Variables", {})
    return resource.type == "AWS::Lambda::Function" and list(variables) == ["GRADER"]


def _bucket_key(bucket: dict[str, Any]) -> str | None:
    configuration = bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [])
    keys = [rule["ServerSideEncryptionByDefault"].get("KMSMasterKeyID") for rule in configuration]
    return keys[0] if len(keys) == 1 else None


_ENCRYPTION = {
    "AWS::S3::Bucket": _bucket_key,
    "AWS::DynamoDB::Table": lambda table: table.get("SSESpecification", {}).get("KMSMasterKeyId"),
    "AWS::SQS::Queue": lambda queue: queue.get("KmsMasterKeyId"),
    "AWS::SNS::Topic": lambda topic: topic.get("KmsMasterKeyId"),
    "AWS::Logs::LogGroup": lambda group: group.get("KmsKeyId"),
    "AWS::Lambda::Function": lambda function: function.get("KmsKeyArn"),
    "AWS::StepFunctions::StateMachine": lambda machine: machine.get(
        "EncryptionConfiguration", {}
    ).get("KmsKeyId"),
}


def keys_rotate(deployment: Deployment) -> Iterator[str]:
    for path, key in deployment.of_type("AWS::KMS::Key"):
        if key.get("EnableKeyRotation") is not True:
            yield path


def log_groups_are_reached_by_their_key(deployment: Deployment) -> Iterator[str]:
    """Amazon CloudWatch Logs encrypts with a key only where the key's policy names the group."""
    admitted = {
        pattern
        for statement in resource_statements(deployment)
        if statement.policy == "foundation/DataKey"
        and any(principal.startswith("service:logs.") for principal in statement.principals)
        for pattern in statement.condition_values("kms:EncryptionContext:aws:logs:arn")
    }
    # The last part of a log group's ARN follows a colon, unlike that of most other ARNs.
    if not any(pattern.endswith(":log-group:*") for pattern in admitted):
        yield f"foundation/DataKey admits {sorted(admitted)}"
