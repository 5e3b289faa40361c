"""The roles that Amazon Bedrock assumes."""

from typing import Any

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from lifecycle.documents import CUSTOMIZATION_FOLDER, PREPARED_FOLDER, RUNS_PREFIX
from settings import JobNetwork, Settings
from stacks.foundation_stack import FoundationStack
from stacks.job_network_policy import job_network_statements, job_network_wide_statements
from stacks.key_policies import customize_with_model_key
from stacks.role_policy import attach_policy


class AccessStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: Settings,
        foundation: FoundationStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self.customization_role = self._customization_role()
        self._allow_data(foundation)
        self._allow_keys(foundation)
        if settings.job_network:
            self._allow_network(settings.job_network)

    def _customization_role(self) -> iam.Role:
        jobs = self.format_arn(
            service="bedrock",
            resource="model-customization-job",
            resource_name="*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        return iam.Role(
            self,
            "CustomizationRole",
            description="Assumed by Amazon Bedrock to read prepared data and write job output",
            assumed_by=iam.ServicePrincipal(
                "bedrock.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": jobs},
                },
            ),
        )

    def _allow_data(self, foundation: FoundationStack) -> None:
        prepared = foundation.output_objects(f"{RUNS_PREFIX}/*/{PREPARED_FOLDER}/*")
        output = foundation.output_objects(f"{RUNS_PREFIX}/*/{CUSTOMIZATION_FOLDER}/*")
        bucket = foundation.output_bucket.bucket_arn
        attach_policy(
            self,
            "CustomizationData",
            role=self.customization_role,
            description="Read prepared data, write job output, nothing else",
            statements=[
                _in_this_account(["s3:GetObject"], prepared, output),
                _in_this_account(["s3:PutObject"], output),
                _in_this_account(["s3:ListBucket"], bucket),
            ],
        )

    def _allow_keys(self, foundation: FoundationStack) -> None:
        use_data_key = iam.PolicyStatement(
            actions=["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
            resources=[foundation.data_key.key_arn],
        )
        attach_policy(
            self,
            "CustomizationKeys",
            role=self.customization_role,
            description="Use the data key, and the model key through Amazon Bedrock",
            statements=[use_data_key, customize_with_model_key(foundation.model_key)],
        )

    def _allow_network(self, network: JobNetwork) -> None:
        attach_policy(
            self,
            "CustomizationNetwork",
            role=self.customization_role,
            description="Let customization jobs run in the configured VPC",
            statements=job_network_statements(self, network),
        )
        attach_policy(
            self,
            "CustomizationNetworkAccountWide",
            role=self.customization_role,
            description="The part of it that AWS documents on every resource only",
            statements=job_network_wide_statements(self, network),
        )


def _in_this_account(actions: list[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=actions,
        resources=list(resources),
        conditions={"StringEquals": {"aws:ResourceAccount": Aws.ACCOUNT_ID}},
    )
