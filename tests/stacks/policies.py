"""IAM and resource policies, read statement by statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.stacks.deployment import Deployment

_RESOURCE_POLICIES = (
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::TopicPolicy",
)


@dataclass(frozen=True)
class Statement:
    """`policy` is the construct path of the policy, or of the key or role that carries it."""

    policy: str
    effect: str
    actions: list[str]
    resources: list[str]
    principals: list[str]
    conditions: dict[str, dict[str, Any]]

    @property
    def allows(self) -> bool:
        return self.effect == "Allow"

    def condition_values(self, key: str) -> list[Any]:
        """Of every operator that asks for the key."""
        return [
            value
            for operator in self.conditions.values()
            for name, values in operator.items()
            if name == key
            for value in _as_list(values)
        ]


def identity_statements(deployment: Deployment) -> Iterator[Statement]:
    """What roles may do."""
    for path, policy in deployment.of_type("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"):
        yield from _statements(path, policy["PolicyDocument"])
    for path, role in deployment.of_type("AWS::IAM::Role"):
        for inline in role.get("Policies", []):
            yield from _statements(path, inline["PolicyDocument"])


def trust_statements(deployment: Deployment) -> Iterator[Statement]:
    """Who may become a role."""
    for path, role in deployment.of_type("AWS::IAM::Role"):
        yield from _statements(path, role["AssumeRolePolicyDocument"])


def resource_statements(deployment: Deployment) -> Iterator[Statement]:
    """Who may use a bucket, a queue, a topic or a key."""
    for path, policy in deployment.of_type(*_RESOURCE_POLICIES):
        yield from _statements(path, policy["PolicyDocument"])
    for path, key in deployment.of_type("AWS::KMS::Key"):
        yield from _statements(path, key["KeyPolicy"])


def statements_of_role(deployment: Deployment, role: str) -> list[Statement]:
    policies = policies_of_role(deployment, role)
    return [s for s in identity_statements(deployment) if s.policy in policies]


def policies_of_role(deployment: Deployment, role: str) -> set[str]:
    """From whichever side they are attached; the role's own path stands for inline ones."""
    attached = {arn.strip("<>") for arn in deployment[role].get("ManagedPolicyArns", [])}
    attaching = {
        path
        for path, policy in deployment.of_type("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
        if f"<{role}>" in policy.get("Roles", [])
    }
    return attached | attaching | {role}


def _statements(path: str, document: dict[str, Any]) -> Iterator[Statement]:
    """What a statement excludes by NotAction and the like counts as everything."""
    for statement in document["Statement"]:
        yield Statement(
            policy=path,
            effect=statement["Effect"],
            actions=_as_list(statement.get("Action", "*")),
            resources=_as_list(statement.get("Resource", "*")),
            principals=list(_principals(statement.get("Principal", "*"))),
            conditions=statement.get("Condition", {}),
        )


def _principals(principal: Any) -> Iterator[str]:
    """`service:lambda.amazonaws.com`, `aws:*` and so on."""
    if isinstance(principal, str):
        yield f"aws:{principal}"
        return
    for kind, names in principal.items():
        for name in _as_list(names):
            yield f"{kind.lower()}:{name}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
