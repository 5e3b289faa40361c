"""Permissions as a function takes them."""

from dataclasses import dataclass, field

from aws_cdk import aws_iam as iam


@dataclass(frozen=True)
class Permissions:
    """`account_wide` holds the actions that AWS offers on `*` only, apart from the rest."""

    statements: tuple[iam.PolicyStatement, ...]
    account_wide: tuple[iam.PolicyStatement, ...] = field(default=())


def allow(*actions: str, on: str | tuple[str, ...]) -> iam.PolicyStatement:
    resources = [on] if isinstance(on, str) else list(on)
    return iam.PolicyStatement(actions=list(actions), resources=resources)
