"""Which AWS services may use the customer keys. Roles get theirs in their own policies."""

from aws_cdk import ArnFormat, Stack
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
    log_groups = stack.format_arn(
        service="logs",
        resource="log-group",
        resource_name="*",
        arn_format=ArnFormat.COLON_RESOURCE_NAME,
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
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
        )
    )


def allow_bedrock(key: kms.Key) -> None:
    """Bedrock optimizes encrypted custom models for serving with its own authority.

    The roles that customize and invoke use the key through Bedrock, by their own policies.
    Source: Nova user guide, customize-fine-tune-encrypt.
    """
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="BedrockServesCustomModels",
            principals=[iam.ServicePrincipal("bedrock.amazonaws.com")],
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=["*"],
            conditions={
                "ForAnyValue:StringEquals": {
                    "kms:EncryptionContextKeys": "aws:bedrock:custom-model",
                }
            },
        )
    )


def customize_with_model_key(key: kms.IKey) -> iam.PolicyStatement:
    """For every role that customizes: Bedrock makes grants with its authority."""
    return _through_bedrock(
        key, "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"
    )


def invoke_with_model_key(key: kms.IKey) -> iam.PolicyStatement:
    return _through_bedrock(key, "kms:Decrypt", "kms:GenerateDataKey")


def _through_bedrock(key: kms.IKey, *actions: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(actions),
        resources=[key.key_arn],
        conditions={
            "StringEquals": {"kms:ViaService": f"bedrock.{Stack.of(key).region}.amazonaws.com"}
        },
    )
