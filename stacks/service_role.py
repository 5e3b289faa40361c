"""One role that Amazon Bedrock assumes for the jobs of one technique.

Source: Bedrock user guide, custom-model-job-access-security and model-import-iam-role.
"""

from collections.abc import Sequence

from aws_cdk import ArnFormat, Aws, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from settings import JobNetwork, SourceLocation
from stacks.job_network_policy import JobKind, job_network_statements, job_network_wide_statements
from stacks.role_policy import attach_policy


class ServiceRole(Construct):
    """May be assumed for jobs of one kind in this account; each `allow_` adds one policy."""

    def __init__(self, scope: Construct, id: str, *, jobs: JobKind, description: str) -> None:
        super().__init__(scope, id)
        self._jobs = jobs
        source = Stack.of(self).format_arn(
            service="bedrock",
            resource=jobs.resource,
            resource_name="*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
        self.role = iam.Role(
            self,
            "Role",
            description=description,
            assumed_by=iam.ServicePrincipal(
                "bedrock.amazonaws.com",
                conditions={
                    "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
                    "ArnLike": {"aws:SourceArn": source},
                },
            ),
        )

    @property
    def arn(self) -> str:
        return self.role.role_arn

    def allow(self, id: str, description: str, statements: Sequence[iam.PolicyStatement]) -> None:
        attach_policy(self, id, role=self.role, description=description, statements=statements)

    def allow_network(self, network: JobNetwork) -> None:
        self.allow(
            "Network",
            "Let the jobs run in the configured VPC",
            job_network_statements(Stack.of(self), network, self._jobs),
        )
        self.allow(
            "NetworkAccountWide",
            "The part of it that AWS documents on every resource only",
            job_network_wide_statements(Stack.of(self), network, self._jobs),
        )


def in_this_account(actions: Sequence[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(actions),
        resources=list(resources),
        conditions={"StringEquals": {"aws:ResourceAccount": Aws.ACCOUNT_ID}},
    )


def use_key(key_arn: str, *actions: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=[key_arn])


def read_sources(stack: Stack, sources: Sequence[SourceLocation]) -> list[iam.PolicyStatement]:
    """Of every source: its objects, the names in its bucket, and the key it is encrypted with."""
    if not sources:
        return []
    objects = [_bucket_arn(stack, f"{source.bucket}/{source.prefix}*") for source in sources]
    keys = [source.key_arn for source in sources if source.key_arn]
    return [
        in_this_account(["s3:GetObject"], *objects),
        *list_sources(stack, sources),
        *(use_key(key, "kms:Decrypt", "kms:DescribeKey") for key in keys),
    ]


def list_sources(stack: Stack, sources: Sequence[SourceLocation]) -> list[iam.PolicyStatement]:
    """Of every source, the names in its bucket alone."""
    buckets = [_bucket_arn(stack, source.bucket) for source in sources]
    return [in_this_account(["s3:ListBucket"], *buckets)] if buckets else []


def _bucket_arn(stack: Stack, name: str) -> str:
    return stack.format_arn(service="s3", region="", account="", resource=name)
