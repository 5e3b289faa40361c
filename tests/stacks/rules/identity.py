"""Rules for roles: who may become one, and what it may do."""

import re
from collections.abc import Iterator

from tests.stacks.deployment import Deployment
from tests.stacks.policies import (
    Statement,
    identity_statements,
    policies_of_role,
    resource_statements,
    trust_statements,
)
from tests.stacks.rules.service_roles import CUSTOMIZING, IMPORTING, role_of

# The roles that a function may pass to Amazon Bedrock.
_PASSED = {
    "lifecycle/StartCustomization/Permissions": CUSTOMIZING,
    "lifecycle/StartImport/Permissions": IMPORTING,
}
_TRUSTED = {"bedrock.amazonaws.com", "lambda.amazonaws.com", "states.amazonaws.com"}
# The policies that hold nothing but statements on every resource.
_ACCOUNT_WIDE = ("/Tracing", "/Observation", "AccountWide")

_DESTROYS = re.compile(
    r"s3:(DeleteBucket|DeleteObjectVersion|Put.*(Policy|Encryption|Versioning))"
    r"|kms:(Put|Disable|Schedule|Delete|Revoke)|logs:Delete(?!LogDelivery)|iam:(?!PassRole)"
    r"|dynamodb:(DeleteTable|UpdateTable)|cloudtrail:|bedrock:DeleteCustomModel$"
)
_CONDITION_KEYS = {
    "aws:RequestTag/BedrockManaged",
    "aws:RequestTag/BedrockModelCustomizationJobArn",
    "aws:RequestTag/BedrockModelImportJobArn",
    "aws:ResourceAccount",
    "aws:ResourceTag/tailor:run-id",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:TagKeys",
    "cloudwatch:namespace",
    "ec2:CreateAction",
    "ec2:ResourceTag/BedrockManaged",
    "ec2:ResourceTag/BedrockModelCustomizationJobArn",
    "ec2:ResourceTag/BedrockModelImportJobArn",
    "ec2:Subnet",
    "iam:PassedToService",
    "kms:EncryptionContext:aws:logs:arn",
    "kms:EncryptionContextKeys",
    "kms:ViaService",
    "s3:TlsVersion",
}


def roles_trust_known_services_only(deployment: Deployment) -> Iterator[str]:
    trusted = {f"service:{service}" for service in _TRUSTED}
    for statement in trust_statements(deployment):
        if statement.actions != ["sts:AssumeRole"] or not trusted.issuperset(statement.principals):
            yield f"{statement.policy} trusts {statement.principals}"


def step_functions_is_trusted_for_this_account_only(deployment: Deployment) -> Iterator[str]:
    for statement in trust_statements(deployment):
        if "service:states.amazonaws.com" not in statement.principals:
            continue
        if statement.condition_values("aws:SourceAccount") != ["<AWS::AccountId>"]:
            yield statement.policy


def no_action_is_a_wildcard(deployment: Deployment) -> Iterator[str]:
    for statement in identity_statements(deployment):
        wild = [action for action in statement.actions if "*" in action]
        if statement.allows and wild:
            yield f"{statement.policy}: {wild}"


def statements_on_every_resource_stand_apart(deployment: Deployment) -> Iterator[str]:
    """In one policy with others, an acknowledged `*` would hide theirs."""
    for statement in identity_statements(deployment):
        everywhere = "*" in statement.resources
        if everywhere != statement.policy.endswith(_ACCOUNT_WIDE):
            yield f"{statement.policy}: {statement.actions}"


def roles_of_techniques_are_passed_and_to_bedrock_only(deployment: Deployment) -> Iterator[str]:
    for statement in identity_statements(deployment):
        if not {"iam:PassRole", "iam:*", "*"} & set(statement.actions):
            continue
        passed_to = statement.condition_values("iam:PassedToService")
        roles = [f"<{role_of(technique)}.Arn>" for technique in _PASSED.get(statement.policy, ())]
        if sorted(statement.resources) != sorted(roles):
            yield f"{statement.policy} passes {statement.resources}"
        if passed_to != ["bedrock.amazonaws.com"]:
            yield f"{statement.policy} passes to {passed_to or 'any service'}"


def nobody_may_destroy_what_an_auditor_reads(deployment: Deployment) -> Iterator[str]:
    """But for the models of the trials that were not chosen, which a run may delete: by its tag,
    and with their fate in the record."""
    for statement in identity_statements(deployment):
        destroying = [action for action in statement.actions if _DESTROYS.match(action)]
        if _deletes_models_of_runs(statement):
            continue
        if statement.allows and destroying:
            yield f"{statement.policy}: {destroying}"


def _deletes_models_of_runs(statement: Statement) -> bool:
    chooses = statement.policy.startswith("lifecycle/ChooseModel/")
    of_runs = statement.condition_values("aws:ResourceTag/tailor:run-id") == ["*"]
    return chooses and of_runs and statement.actions == ["bedrock:DeleteCustomModel"]


def nobody_writes_where_jobs_land(deployment: Deployment) -> Iterator[str]:
    """Or an output could start a run."""
    landing = "<foundation/IntakeBucket.Arn>/jobs/"
    for statement in identity_statements(deployment):
        writes = [a for a in statement.actions if re.match(r"(s3:)?\*|s3:(Put|Delete|Repl)", a)]
        reached = [r for r in statement.resources if _overlap(r, landing)]
        if statement.allows and writes and reached:
            yield f"{statement.policy}: {writes} on {reached}"


def _overlap(pattern: str, prefix: str) -> bool:
    fixed = pattern.split("*")[0]
    return fixed.startswith(prefix) or prefix.startswith(fixed)


def conditions_ask_for_keys_that_exist(deployment: Deployment) -> Iterator[str]:
    """A misspelt key is no error: the condition just never, or always, holds."""
    for statement in _all_statements(deployment):
        asked = {key for operator in statement.conditions.values() for key in operator}
        if unknown := asked - _CONDITION_KEYS:
            yield f"{statement.policy}: {sorted(unknown)}"


def roles_hold_their_rights_before_they_are_used(deployment: Deployment) -> Iterator[str]:
    """AWS refuses a function, or a machine, whose role may not yet reach its queue or its logs."""
    users = {"AWS::Lambda::Function": "Role", "AWS::StepFunctions::StateMachine": "RoleArn"}
    for path, resource in deployment.resources.items():
        if resource.type not in users:
            continue
        role = resource.properties[users[resource.type]].strip("<>").removesuffix(".Arn")
        granted = {arn.strip("<>") for arn in deployment[role].get("ManagedPolicyArns", [])}
        named = {p for p in policies_of_role(deployment, role) if _names(deployment, p, path)}
        late = policies_of_role(deployment, role) - granted - named - {role, *resource.depends_on}
        if late or not granted:
            yield f"{path} may precede {sorted(late)}"


def _names(deployment: Deployment, policy: str, path: str) -> bool:
    """Whether the policy names what uses the role, and so can only come after it."""
    statements = [s for s in identity_statements(deployment) if s.policy == policy]
    return all(any(f"<{path}" in r for r in s.resources) for s in statements)


def _all_statements(deployment: Deployment) -> Iterator[Statement]:
    yield from trust_statements(deployment)
    yield from identity_statements(deployment)
    yield from resource_statements(deployment)
