"""Gives a role a policy of its own, with every wildcard in it acknowledged and explained."""

from collections.abc import Sequence

from aws_cdk import aws_iam as iam
from constructs import Construct

from stacks.acknowledgements import acknowledge_wildcards


def attach_policy(
    scope: Construct,
    id: str,
    *,
    role: iam.IRole,
    description: str,
    statements: Sequence[iam.PolicyStatement],
) -> None:
    """The policy comes before the role: AWS refuses a function or a state machine whose role does
    not yet hold the rights to its dead letters or its logs."""
    policy = explained_policy(scope, id, description=description, statements=statements)
    role.add_managed_policy(policy)


def explained_policy(
    scope: Construct, id: str, *, description: str, statements: Sequence[iam.PolicyStatement]
) -> iam.ManagedPolicy:
    policy = iam.ManagedPolicy(scope, id, description=description, statements=list(statements))
    acknowledge_wildcards(policy, statements)
    return policy


def attach_policy_afterwards(
    scope: Construct,
    id: str,
    *,
    role: iam.IRole,
    description: str,
    statements: Sequence[iam.PolicyStatement],
) -> None:
    """For a policy that names what is made with the role, and so cannot come before it."""
    policy = explained_policy(scope, id, description=description, statements=statements)
    policy.attach_to_role(role)


def tracing_statements() -> list[iam.PolicyStatement]:
    """For a policy of its own: AWS offers the actions on every resource only."""
    actions = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    return [iam.PolicyStatement(actions=actions, resources=["*"])]
