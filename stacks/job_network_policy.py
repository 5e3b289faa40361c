"""What a service role needs for jobs in a VPC.

Source: Bedrock user guide, custom-model-job-access-security and vpc-custom-model-import.
"""

from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from settings import JobNetwork

_DESCRIBE = (
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeVpcs",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
)
_MANAGED_TAG = "BedrockManaged"


@dataclass(frozen=True)
class JobKind:
    """A resource type of jobs, and the tag that Bedrock gives to what it makes for one."""

    resource: str
    network_tag: str


CUSTOMIZATION_JOBS = JobKind("model-customization-job", "BedrockModelCustomizationJobArn")
IMPORT_JOBS = JobKind("model-import-job", "BedrockModelImportJobArn")


def job_network_statements(
    stack: Stack, network: JobNetwork, jobs: JobKind
) -> list[iam.PolicyStatement]:
    interfaces = _arn(stack, "network-interface", "*")
    return [
        iam.PolicyStatement(
            actions=["ec2:CreateNetworkInterface"],
            resources=[interfaces],
            conditions={
                "StringEquals": {f"aws:RequestTag/{_MANAGED_TAG}": ["true"]},
                "ArnEquals": {f"aws:RequestTag/{jobs.network_tag}": [_arn_of(stack, jobs)]},
            },
        ),
        iam.PolicyStatement(
            actions=["ec2:CreateNetworkInterface"],
            resources=[*_subnets(stack, network), *_security_groups(stack, network)],
        ),
        iam.PolicyStatement(
            actions=["ec2:CreateTags"],
            resources=[interfaces],
            conditions={
                "StringEquals": {"ec2:CreateAction": ["CreateNetworkInterface"]},
                "ForAllValues:StringEquals": {"aws:TagKeys": [_MANAGED_TAG, jobs.network_tag]},
            },
        ),
    ]


def job_network_wide_statements(
    stack: Stack, network: JobNetwork, jobs: JobKind
) -> list[iam.PolicyStatement]:
    """What AWS documents on `*` only, apart, so that it hides no other statement."""
    return [
        iam.PolicyStatement(actions=list(_DESCRIBE), resources=["*"]),
        iam.PolicyStatement(
            actions=[
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
            ],
            resources=["*"],
            conditions={
                "ArnEquals": {
                    "ec2:Subnet": _subnets(stack, network),
                    f"ec2:ResourceTag/{jobs.network_tag}": [_arn_of(stack, jobs)],
                },
                "StringEquals": {f"ec2:ResourceTag/{_MANAGED_TAG}": "true"},
            },
        ),
    ]


def _arn_of(stack: Stack, jobs: JobKind) -> str:
    return stack.format_arn(service="bedrock", resource=jobs.resource, resource_name="*")


def _subnets(stack: Stack, network: JobNetwork) -> list[str]:
    return [_arn(stack, "subnet", id) for id in network.subnet_ids]


def _security_groups(stack: Stack, network: JobNetwork) -> list[str]:
    return [_arn(stack, "security-group", id) for id in network.security_group_ids]


def _arn(stack: Stack, resource: str, name: str) -> str:
    return stack.format_arn(service="ec2", resource=resource, resource_name=name)
