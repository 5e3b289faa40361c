"""Who may do what: sessions for roles, and the IAM checks that ministack does not make."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.iam_evaluator import EvalContext
from ministack.core.responses import get_region
from ministack.services import iam, sts

from local.hooks import require_hooks

HOOKS = {
    "ministack.core.iam_evaluator": ("_gather_role_policies", "evaluate"),
    "ministack.services.iam": ("_access_keys", "_roles"),
    "ministack.services.sts": ("register_session", "_sessions"),
}


@dataclass(frozen=True)
class Credentials:
    access_key_id: str
    secret_access_key: str
    session_token: str


def extend() -> None:
    require_hooks(HOOKS)


def session_for(role_arn: str, session_name: str) -> Credentials:
    """Credentials of the role, as an AWS service holds them after assuming it."""
    account_id, role_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    credentials = Credentials(
        access_key_id=f"ASIA{secrets.token_hex(8).upper()}",
        secret_access_key=secrets.token_hex(20),
        session_token=secrets.token_hex(64),
    )
    role_id = (_role(role_arn) or {}).get("RoleId", role_name)
    sts.register_session(
        credentials.access_key_id,
        {
            "Arn": f"arn:aws:sts::{account_id}:assumed-role/{role_name}/{session_name}",
            "UserId": f"{role_id}:{session_name}",
            "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token,
        },
    )
    return credentials


def credentials_of(access_key_id: str, account_id: str) -> Credentials:
    """What signs for the caller: a session's or a user's credentials, else the root user's."""
    session = sts._sessions.get(access_key_id)
    if session:
        return Credentials(access_key_id, session["SecretAccessKey"], session["SessionToken"])
    user_key = iam._access_keys.get_scoped(account_id, None, access_key_id) or {}
    return Credentials(access_key_id, user_key.get("SecretAccessKey", "local"), "")


def trust_policy(role_arn: str) -> dict[str, Any] | None:
    """The policy that says who may assume the role; None when there is no such role."""
    role = _role(role_arn)
    if role is None:
        return None
    document = role["AssumeRolePolicyDocument"]
    policy: dict[str, Any] = json.loads(document) if isinstance(document, str) else document
    return policy


def role_is_allowed(role_arn: str, action: str, resource_arn: str) -> bool:
    """Whether the role's own policies allow it; for calls that services make in a role's name."""
    account_id, role_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    context = EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=account_id,
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(role_name, account_id)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")


def _role(role_arn: str) -> dict[str, Any] | None:
    account_id, role_name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role: dict[str, Any] | None = iam._roles.get_scoped(account_id, None, role_name)
    return role
