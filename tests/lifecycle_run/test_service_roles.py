"""The service role of each technique holds what it needs: without any of it, a job is refused."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError
from deployed import Deployed, waiting
from technique_runs import TechniqueRuns

CONSTRUCTS = {"distillation": "Distillation", "reinforcement": "ReinforcementFineTuning"}
# What the local account asks of a service role; keys and networks are AWS's own to enforce.
ENFORCED = ("s3:", "bedrock:", "lambda:")
COPIED = (
    "baseModelArn",
    "customizationType",
    "trainingDataConfig",
    "outputDataConfig",
    "customizationConfig",
)
_numbers = count(1)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_copy_of_the_role_with_all_its_rights_is_enough(
    name: str, deployed: Deployed, techniques: TechniqueRuns
) -> None:
    with role_with(deployed, name, statements(deployed, name)) as role:
        assert end_of_job(deployed, techniques.job(name), role) == "Completed"


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_without_any_one_of_its_rights_a_job_is_refused(
    name: str, deployed: Deployed, techniques: TechniqueRuns
) -> None:
    job, all_of_them = techniques.job(name), statements(deployed, name)
    enforced = [s for s in all_of_them if s["Action"][0].startswith(ENFORCED)]
    assert {action.split(":")[0] for s in enforced for action in s["Action"]} > {"s3"}
    for left_out in enforced:
        rest = [statement for statement in all_of_them if statement is not left_out]
        with role_with(deployed, name, rest) as role:
            assert end_of_job(deployed, job, role) == "Refused", left_out


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_the_role_of_another_technique_does_not_do(
    name: str, deployed: Deployed, techniques: TechniqueRuns
) -> None:
    role = deployed.physical_id("access", "FineTuningRole")
    assert end_of_job(deployed, techniques.job(name), role) == "Refused"


def statements(deployed: Deployed, name: str) -> list[dict[str, Any]]:
    """Of all policies of the deployed role; actions as lists."""
    iam = deployed.account.client("iam")
    role = deployed.physical_id("access", f"{CONSTRUCTS[name]}Role")
    found = []
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        policy = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        found += _document(policy["Document"])["Statement"]
    actions = (s["Action"] if isinstance(s["Action"], list) else [s["Action"]] for s in found)
    return [s | {"Action": listed} for s, listed in zip(found, actions, strict=True)]


@contextmanager
def role_with(deployed: Deployed, name: str, rights: list[dict[str, Any]]) -> Iterator[str]:
    """A role like the deployed one, but with these rights."""
    iam, role = deployed.account.client("iam"), f"probe-{next(_numbers)}"
    model = deployed.physical_id("access", f"{CONSTRUCTS[name]}Role")
    trust = _document(iam.get_role(RoleName=model)["Role"]["AssumeRolePolicyDocument"])
    iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
    policy = json.dumps({"Version": "2012-10-17", "Statement": rights})
    iam.put_role_policy(RoleName=role, PolicyName="rights", PolicyDocument=policy)
    yield role
    iam.delete_role_policy(RoleName=role, PolicyName="rights")
    iam.delete_role(RoleName=role)


def end_of_job(deployed: Deployed, job: dict[str, Any], role: str) -> str:
    """Completed, or Refused: at once, or when the job came to what it may not do."""
    asked = {name: job[name] for name in COPIED if name in job}
    name = f"probe-{next(_numbers)}"
    try:
        arn = deployed.bedrock.create_model_customization_job(
            baseModelIdentifier=asked.pop("baseModelArn"),
            jobName=name,
            customModelName=name,
            roleArn=deployed.account.client("iam").get_role(RoleName=role)["Role"]["Arn"],
            **asked,
        )["jobArn"]
    except ClientError as refusal:
        assert refusal.response["Error"]["Code"] == "ValidationException"
        return "Refused"
    for _ in waiting(60, f"{name} to end"):
        ended = deployed.bedrock.get_model_customization_job(jobIdentifier=arn)
        if ended["status"] not in ("InProgress", "Stopping"):
            break
    permission = ("not authorized", "permissions", "perms", "denied")
    if ended["status"] == "Failed":
        assert any(word in ended["failureMessage"] for word in permission), ended["failureMessage"]
        return "Refused"
    return str(ended["status"])


def _document(policy: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(policy) if isinstance(policy, str) else policy
    return document
