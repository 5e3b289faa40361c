"""The roles that Amazon Bedrock assumes, one for each technique."""

from fnmatch import fnmatchcase

import pytest
from aws_cdk.assertions import Match, Template

from lifecycle.catalog import Teacher, load_catalog
from lifecycle.documents import PREPARED_FOLDER
from lifecycle.request import Technique
from settings import DEV
from tests.stacks.deployment import Deployment
from tests.stacks.policies import Statement, statements_of_role
from tests.stacks.rules.service_roles import CUSTOMIZING, JOBS, role_of
from tests.stacks.synthesis import GUARDED

NETWORK_TAGS = {
    "model-customization-job": "BedrockModelCustomizationJobArn",
    "model-import-job": "BedrockModelImportJobArn",
}
every_technique = pytest.mark.parametrize("technique", JOBS)


def test_bedrock_assumes_one_role_for_each_technique(access: Template) -> None:
    access.resource_count_is("AWS::IAM::Role", len(JOBS))


@pytest.mark.parametrize("kind", sorted(set(JOBS.values())))
def test_bedrock_assumes_it_for_jobs_of_this_account_only(access: Template, kind: str) -> None:
    account = {"Ref": "AWS::AccountId"}
    jobs = ["arn:aws:bedrock:us-east-1:", account, f":{kind}/*"]
    trust = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account},
            "ArnLike": {"aws:SourceArn": {"Fn::Join": ["", jobs]}},
        },
    }
    access.resource_properties_count_is(
        "AWS::IAM::Role",
        {"AssumeRolePolicyDocument": Match.exact({"Statement": [trust], "Version": "2012-10-17"})},
        list(JOBS.values()).count(kind),
    )


@pytest.mark.parametrize("technique", CUSTOMIZING)
@pytest.mark.parametrize("name", ["training.jsonl", "media/1.png"])
def test_a_job_reads_what_the_steps_prepared_for_its_run(
    technique: str, name: str, dev: Deployment
) -> None:
    prepared = f"<foundation/OutputBucket.Arn>/runs/run/{PREPARED_FOLDER}/{name}"
    assert any(
        "s3:GetObject" in statement.actions
        and any(fnmatchcase(prepared, resource) for resource in statement.resources)
        for statement in statements_of_role(dev, role_of(technique))
    )


@every_technique
def test_jobs_outside_a_vpc_get_no_right_to_any_network(technique: str, dev: Deployment) -> None:
    assert network_rights(dev, technique) == []


@every_technique
def test_jobs_in_a_vpc_enter_the_configured_subnets_and_groups_only(
    technique: str, guarded: Deployment
) -> None:
    network = GUARDED.job_network
    assert network is not None
    rights = network_rights(guarded, technique)
    (entering,) = (s for s in rights if any(":subnet/" in r for r in s.resources))
    assert entering.actions == ["ec2:CreateNetworkInterface"]
    assert {resource.rpartition("/")[2] for resource in entering.resources} == {
        *network.subnet_ids,
        *network.security_group_ids,
    }


@every_technique
def test_a_network_interface_bears_the_job_that_it_is_for(
    technique: str, guarded: Deployment
) -> None:
    (creating,) = (
        statement
        for statement in network_rights(guarded, technique)
        if statement.condition_values("aws:RequestTag/BedrockManaged")
    )
    assert creating.actions == ["ec2:CreateNetworkInterface"]
    kind = JOBS[technique]
    (job,) = creating.condition_values(f"aws:RequestTag/{NETWORK_TAGS[kind]}")
    assert job.endswith(f":<AWS::AccountId>:{kind}/*")


@every_technique
def test_bedrock_deletes_only_interfaces_that_it_made_for_jobs(
    technique: str, guarded: Deployment
) -> None:
    (deleting,) = (
        statement
        for statement in network_rights(guarded, technique)
        if "ec2:DeleteNetworkInterface" in statement.actions
    )
    assert deleting.condition_values("ec2:ResourceTag/BedrockManaged") == ["true"]
    subnets = deleting.condition_values("ec2:Subnet")
    assert [subnet.rpartition("/")[2] for subnet in subnets] == ["subnet-1", "subnet-2"]


@pytest.mark.parametrize(
    ("policy", "bucket"),
    [("Distillation/InvocationLogs", "acme-logs"), ("Import/Weights", "acme-models")],
)
def test_what_lies_outside_is_read_where_the_settings_say_and_not_written(
    policy: str, bucket: str, guarded: Deployment
) -> None:
    technique = policy.partition("/")[0]
    statements = [s for s in rights(guarded, technique) if s.policy == f"access/{policy}"]
    reached = {(action, r) for s in statements for action in s.actions for r in s.resources}
    key = "arn:aws:kms:us-east-1:111122223333:key/1"
    assert reached == {
        ("s3:GetObject", f"arn:aws:s3:::{bucket}/bedrock/*"),
        ("s3:ListBucket", f"arn:aws:s3:::{bucket}"),
        ("kms:Decrypt", key),
        ("kms:DescribeKey", key),
    }


@every_technique
def test_nothing_outside_is_read_unless_the_settings_say_so(
    technique: str, dev: Deployment
) -> None:
    outside = [
        resource
        for statement in rights(dev, technique)
        for resource in statement.resources
        if resource.startswith("arn:aws:s3:::")
    ]
    assert outside == []


def test_distillation_invokes_the_teachers_of_the_catalogue_wherever_profiles_lead(
    dev: Deployment,
) -> None:
    (asking,) = (s for s in rights(dev, "Distillation") if "bedrock:InvokeModel" in s.actions)
    teachers = {
        teacher.model: teacher
        for row in load_catalog().techniques
        if row.technique is Technique.DISTILLATION and DEV.region in row.regions
        for teacher in row.teachers
    }
    assert any(teacher.profile_regions for teacher in teachers.values())
    assert set(asking.resources) == {
        *(
            f"arn:aws:bedrock:{region}::foundation-model/{teacher.model}"
            for teacher in teachers.values()
            for region in regions_of(teacher)
        ),
        *(
            f"arn:aws:bedrock:{DEV.region}:<AWS::AccountId>:inference-profile/{teacher.profile}"
            for teacher in teachers.values()
            if teacher.profile
        ),
    }


def test_reinforcement_invokes_the_deployed_graders_and_no_other_function(
    dev: Deployment,
) -> None:
    (asking,) = (
        s for s in rights(dev, "ReinforcementFineTuning") if "lambda:InvokeFunction" in s.actions
    )
    names = {f["FunctionName"] for _, module, f in dev.functions() if module == "grade_samples"}
    account = "arn:aws:lambda:us-east-1:<AWS::AccountId>:function"
    assert names
    assert set(asking.resources) == {f"{account}:{name}" for name in names}


def regions_of(teacher: Teacher) -> set[str]:
    here = set() if teacher.inference == "inference-profile" else {DEV.region}
    return here | set(teacher.profile_regions)


def rights(deployment: Deployment, technique: str) -> list[Statement]:
    return statements_of_role(deployment, role_of(technique))


def network_rights(deployment: Deployment, technique: str) -> list[Statement]:
    return [
        statement
        for statement in rights(deployment, technique)
        if any(action.startswith("ec2:") for action in statement.actions)
    ]
