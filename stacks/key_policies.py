"""Which AWS services may use the customer keys. Roles get theirs in their own policies."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms


def allow_services_of_data_key(key: kms.Key) -> None:
    stack = Stack.of(key)
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EventsAndAlarmsReachEncryptedQueuesAndTopics",
            principals=[
                iam.ServicePrincipal("events.amazonaws.com"),
                iam.ServicePrincipal("cloudwatch.amazonaws.com"),
            ],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        )
    )
    logs_arn = stack.format_arn(
        service="logs", resource="log-group", resource_name="*", arn_format=None
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="LogGroupsAreEncrypted",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=[
                "kms:Encrypt",
                "kms:Decrypt",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:DescribeKey",
            ],
            resources=["*"],
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": logs_arn}},
        )
    )


def allow_bedrock(key: kms.Key) -> None:
    """Bedrock encrypts custom models with the key, and reads them to serve them.

    The roles that customize and invoke use it through Bedrock, by their own policies.
    Source: Nova user guide, customize-fine-tune-encrypt.
    """
    stack = Stack.of(key)
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="BedrockServesCustomModels",
            principals=[iam.ServicePrincipal("bedrock.amazonaws.com")],
            actions=["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        )
    )


def use_model_key(key: kms.IKey) -> iam.PolicyStatement:
    """For every role that customizes: Bedrock makes grants with its authority."""
    return iam.PolicyStatement(
        actions=["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"],
        resources=[key.key_arn],
        conditions={"StringLike": {"kms:ViaService": "bedrock.*.amazonaws.com"}},
    )
