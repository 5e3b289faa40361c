"""Rules for the AWS services that reach our keys, queues, topics and functions."""

import re
from collections.abc import Iterator

from tests.stacks.deployment import Deployment
from tests.stacks.policies import Statement, resource_statements, statements_of_role
from tests.stacks.rules.service_roles import JOBS, role_of

_MODEL_KEY = "<foundation/ModelKey.Arn>"
_ACCOUNT_ROOT = re.compile(r"aws:arn:aws:iam::<AWS::AccountId>:root")
_BINDING = ("aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:aws:logs:arn")
_CUSTOMIZE = {"kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"}
_INVOKE = {"kms:Decrypt", "kms:GenerateDataKey"}
# Who uses the model key, and for what. Source: Nova user guide, customize-fine-tune-encrypt.
_MODEL_KEY_USERS = {
    **dict.fromkeys(map(role_of, JOBS), _CUSTOMIZE),
    "lifecycle/StartCustomization/Role": _CUSTOMIZE,
    "lifecycle/StartProvisioning/Role": _CUSTOMIZE,
    "lifecycle/VerifyDeployment/Role": _INVOKE,
}


def services_act_for_this_account_only(deployment: Deployment) -> Iterator[str]:
    for statement in resource_statements(deployment):
        services = [p for p in statement.principals if p.startswith("service:")]
        if statement.allows and services and not _is_bound(statement):
            yield f"{statement.policy}: {services}"


def _is_bound(statement: Statement) -> bool:
    """By its source, or by the little that AWS documents for these two."""
    if statement.principals == ["service:delivery.logs.amazonaws.com"]:
        return statement.actions == ["kms:Decrypt*"]
    if statement.principals == ["service:bedrock.amazonaws.com"]:
        return statement.condition_values("kms:EncryptionContextKeys") == [
            "aws:bedrock:custom-model"
        ]
    sources = [value for key in _BINDING for value in statement.condition_values(key)]
    return bool(sources) and all("<" in source for source in sources)


def nobody_outside_the_account_reaches_a_resource(deployment: Deployment) -> Iterator[str]:
    for statement in resource_statements(deployment):
        people = [p for p in statement.principals if p.startswith("aws:")]
        if statement.allows and not all(_ACCOUNT_ROOT.fullmatch(person) for person in people):
            yield f"{statement.policy}: {people}"


def functions_are_invoked_by_one_rule_each(deployment: Deployment) -> Iterator[str]:
    for path, permission in deployment.of_type("AWS::Lambda::Permission"):
        if not str(permission.get("SourceArn", "")).startswith("<lifecycle/Triggers/"):
            yield path


def alarms_may_publish(deployment: Deployment) -> Iterator[str]:
    """A topic with a policy of its own has lost the default one, which lets alarms publish."""
    publishers = _reached_by(deployment, "sns:Publish", "service:cloudwatch.amazonaws.com")
    topics = {
        action
        for _, alarm in deployment.of_type("AWS::CloudWatch::Alarm")
        for action in alarm.get("AlarmActions", [])
    }
    yield from sorted(topics - publishers)


def alarms_and_events_may_use_the_key_of_what_they_reach(deployment: Deployment) -> Iterator[str]:
    for service in ("events.amazonaws.com", "cloudwatch.amazonaws.com"):
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            keys = {
                statement.policy
                for statement in resource_statements(deployment)
                if statement.allows
                and action in statement.actions
                and f"service:{service}" in statement.principals
            }
            if "foundation/DataKey" not in keys:
                yield f"{service} may not {action}"


def _reached_by(deployment: Deployment, action: str, principal: str) -> set[str]:
    return {
        resource
        for statement in resource_statements(deployment)
        if statement.allows and action in statement.actions and principal in statement.principals
        for resource in statement.resources
    }


def the_model_key_is_used_through_bedrock_as_documented(deployment: Deployment) -> Iterator[str]:
    for role, wanted in _MODEL_KEY_USERS.items():
        uses = [
            statement
            for statement in statements_of_role(deployment, role)
            if _MODEL_KEY in statement.resources
        ]
        if {action for statement in uses for action in statement.actions} != wanted:
            yield f"{role}: {[statement.actions for statement in uses]}"
        via = [service for use in uses for service in use.condition_values("kms:ViaService")]
        if len(via) != len(uses) or not all(_is_bedrock(service) for service in via):
            yield f"{role}: through {via or 'anything'}"


def _is_bedrock(service: str) -> bool:
    return re.fullmatch(r"bedrock\.[a-z0-9-]+\.amazonaws\.com", service) is not None


def bedrock_may_prepare_an_encrypted_model_for_serving(deployment: Deployment) -> Iterator[str]:
    served = any(
        set(statement.actions) == _INVOKE
        for statement in resource_statements(deployment)
        if statement.policy == "foundation/ModelKey"
        and statement.principals == ["service:bedrock.amazonaws.com"]
    )
    if not served:
        yield "foundation/ModelKey"
