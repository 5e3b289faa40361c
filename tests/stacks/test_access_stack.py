"""The role that Amazon Bedrock assumes."""

from aws_cdk.assertions import Match, Template

from tests.stacks.deployment import Deployment
from tests.stacks.policies import Statement, statements_of_role
from tests.stacks.rules.identity import CUSTOMIZATION_ROLE
from tests.stacks.synthesis import GUARDED


def test_bedrock_assumes_one_role(access: Template) -> None:
    access.resource_count_is("AWS::IAM::Role", 1)


def test_bedrock_assumes_it_for_customization_jobs_of_this_account_only(access: Template) -> None:
    account = {"Ref": "AWS::AccountId"}
    jobs = ["arn:aws:bedrock:us-east-1:", account, ":model-customization-job/*"]
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": {"Fn::Join": ["", jobs]}},
        },
    }
    access.has_resource_properties(
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": Match.exact({"Statement": [trust], "Version": "2012-10-17"})},
    )


def test_jobs_outside_a_vpc_get_no_right_to_any_network(dev: Deployment) -> None:
    assert network_rights(dev) == []


def test_jobs_in_a_vpc_enter_the_configured_subnets_and_groups_only(guarded: Deployment) -> None:
    network = GUARDED.job_network
    assert network is not None
    (entering,) = (s for s in network_rights(guarded) if any(":subnet/" in r for r in s.resources))
    assert entering.actions == ["ec2:CreateNetworkInterface"]
    assert {resource.rpartition("/")[2] for resource in entering.resources} == {
        *network.subnet_ids,
        *network.security_group_ids,
    }


def test_a_network_interface_bears_the_job_that_it_is_for(guarded: Deployment) -> None:
    (creating,) = (
        statement
        for statement in network_rights(guarded)
        if statement.condition_values("aws:RequestTag/BedrockManaged")
    )
    assert creating.actions == ["ec2:CreateNetworkInterface"]
    (job,) = creating.condition_values("aws:RequestTag/BedrockModelCustomizationJobArn")
    assert job.endswith(":<AWS::AccountId>:model-customization-job/*")


def test_bedrock_deletes_only_interfaces_that_it_made_for_jobs(guarded: Deployment) -> None:
    (deleting,) = (
        statement
        for statement in network_rights(guarded)
        if "ec2:DeleteNetworkInterface" in statement.actions
    )
    assert deleting.condition_values("ec2:ResourceTag/BedrockManaged") == ["true"]
    subnets = deleting.condition_values("ec2:Subnet")
    assert [subnet.rpartition("/")[2] for subnet in subnets] == ["subnet-1", "subnet-2"]


def network_rights(deployment: Deployment) -> list[Statement]:
    return [
        statement
        for statement in statements_of_role(deployment, CUSTOMIZATION_ROLE)
        if any(action.startswith("ec2:") for action in statement.actions)
    ]
