"""Rules for the roles that Amazon Bedrock assumes: each holds what its technique needs, exactly."""

import re
from collections.abc import Iterator

from tests.stacks.deployment import Deployment
from tests.stacks.policies import Statement, statements_of_role, trust_statements

CUSTOMIZING = ("FineTuning", "ContinuedPreTraining", "Distillation", "ReinforcementFineTuning")
IMPORTING = ("Import",)
JOBS = dict.fromkeys(CUSTOMIZING, "model-customization-job") | dict.fromkeys(
    IMPORTING, "model-import-job"
)
_OUTPUT, _INTAKE = "<foundation/OutputBucket.Arn>", "<foundation/IntakeBucket.Arn>"
_PREPARED, _PRODUCED = f"{_OUTPUT}/runs/*/prepared/*", f"{_OUTPUT}/runs/*/customization/*"
_RUNS = {
    ("s3:GetObject", _PREPARED),
    ("s3:GetObject", _PRODUCED),
    ("s3:PutObject", _PRODUCED),
    ("s3:ListBucket", _OUTPUT),
}
_LANDED = {("s3:GetObject", f"{_INTAKE}/jobs/*"), ("s3:ListBucket", _INTAKE)}
DATA = dict.fromkeys(CUSTOMIZING, _RUNS) | dict.fromkeys(IMPORTING, _LANDED)
OWN_ACTIONS = {
    "Distillation": {"bedrock:InvokeModel"},
    "ReinforcementFineTuning": {"lambda:InvokeFunction"},
}
# The policies whose buckets the settings name.
_FROM_SETTINGS = ("/InvocationLogs", "/Weights")


def role_of(technique: str) -> str:
    return f"access/{technique}/Role"


def bedrock_is_trusted_for_jobs_of_this_account_only(deployment: Deployment) -> Iterator[str]:
    """And each role for one kind of jobs."""
    kinds = {role_of(technique): kind for technique, kind in JOBS.items()}
    for statement in trust_statements(deployment):
        if "service:bedrock.amazonaws.com" not in statement.principals:
            continue
        kind = kinds.get(statement.policy, "none")
        jobs = re.compile(rf"arn:aws:bedrock:[a-z0-9-]+:<AWS::AccountId>:{kind}/\*")
        sources = statement.condition_values("aws:SourceArn")
        if statement.condition_values("aws:SourceAccount") != ["<AWS::AccountId>"]:
            yield f"{statement.policy}: aws:SourceAccount"
        if not sources or not all(jobs.fullmatch(source) for source in sources):
            yield f"{statement.policy}: aws:SourceArn is {sources}"


def bedrock_reads_and_writes_what_a_technique_needs_only(deployment: Deployment) -> Iterator[str]:
    for technique, allowed in DATA.items():
        reached = {
            (action, resource)
            for statement in _on_buckets(deployment, technique)
            if not statement.policy.endswith(_FROM_SETTINGS)
            for action in statement.actions
            for resource in statement.resources
        }
        for action, resource in sorted(reached ^ allowed):
            yield f"{technique}: {action} on {resource}"


def bedrock_reads_buckets_of_this_account_only(deployment: Deployment) -> Iterator[str]:
    for technique in DATA:
        for statement in _on_buckets(deployment, technique):
            if statement.condition_values("aws:ResourceAccount") != ["<AWS::AccountId>"]:
                yield f"{statement.policy}: {statement.actions}"


def service_roles_do_nothing_beyond_their_jobs(deployment: Deployment) -> Iterator[str]:
    """Whatever is not storage, keys or network is the need of one technique."""
    common = ("s3:", "kms:", "ec2:")
    for technique in DATA:
        actions = {
            action
            for statement in statements_of_role(deployment, role_of(technique))
            for action in statement.actions
            if not action.startswith(common)
        }
        if actions != OWN_ACTIONS.get(technique, set()):
            yield f"{technique}: {sorted(actions)}"


def graders_reach_nothing_but_their_logs(deployment: Deployment) -> Iterator[str]:
    own = {"logs:CreateLogStream", "logs:PutLogEvents"}
    own |= {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    for path, module, function in deployment.functions():
        if module != "grade_samples":
            continue
        role = function["Role"].strip("<>").removesuffix(".Arn")
        actions = {a for s in statements_of_role(deployment, role) for a in s.actions}
        if actions != own:
            yield f"{path}: {sorted(actions ^ own)}"


def _on_buckets(deployment: Deployment, technique: str) -> Iterator[Statement]:
    for statement in statements_of_role(deployment, role_of(technique)):
        if any(action.startswith(("s3:", "*")) for action in statement.actions):
            yield statement
