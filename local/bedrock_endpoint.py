"""Mounts the emulated Amazon Bedrock in the account, in place of ministack's own."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.iam_evaluator import AuthError, enforce
from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.core.router import extract_access_key_id
from ministack.services import eventbridge, tagging

from local import identity
from local.bedrock.faults import Faults
from local.bedrock.service import Bedrock
from local.bedrock.surroundings import Surroundings
from local.bedrock_permissions import BedrockCall, Permission, permissions_for
from local.hooks import require_hooks
from local.role_clients import RoleClients
from local.settings import EngineSettings

HOOKS = {
    "ministack.app": ("SERVICE_HANDLERS", "_credential_failure", "_ct_event_name"),
    "ministack.core.iam_actions": ("_match_rest_action", "extract_iam_action"),
    "ministack.services.eventbridge": ("_put_events",),
    "ministack.services.tagging": ("resource_tags",),
}
SERVICES = ("bedrock", "bedrock-runtime")

Response = tuple[int, dict[str, str], bytes]


def extend(settings: EngineSettings, kill_caller: Callable[[str], None]) -> Faults:
    require_hooks(HOOKS)
    faults = Faults()
    surroundings = Surroundings(
        s3_as=lambda role_arn: clients.client("s3", role_arn),
        lambda_as=lambda role_arn: clients.client("lambda", role_arn),
        role_allows=_role_allows(settings),
        s3_of=lambda key: clients.client_with(
            "s3", identity.credentials_of(key, settings.account_id)
        ),
        trust_policy=identity.trust_policy,
        emit=_emitter(settings),
        kill_caller=kill_caller,
    )
    clients = RoleClients(settings, "BedrockSession")
    bedrock = Bedrock(settings.account_id, settings.region, surroundings, settings.bedrock, faults)
    for service in SERVICES:
        app.SERVICE_HANDLERS[service] = _handler(bedrock, service)
    _authorise_here()
    _show_tags_to_conditions(bedrock)
    _name_calls_in_the_trail()
    return faults


def _handler(bedrock: Bedrock, service: str) -> Callable[..., Any]:
    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Response:
        call = _call(service, method, path, body, query)
        access_key_id = extract_access_key_id(headers, query)
        for permission in permissions_for(call):
            if denial := _denial(access_key_id, service, permission, headers):
                return denial
        return await asyncio.to_thread(bedrock.handle, service, method, path, headers, body, query)

    return handle


def _call(service: str, method: str, path: str, body: bytes, query: dict[str, Any]) -> BedrockCall:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        document = {}
    return BedrockCall(
        operation=iam_actions._match_rest_action(service, method, path, query) or "",
        path=path,
        body=document if isinstance(document, dict) else {},
        account=get_account_id(),
        region=get_region(),
    )


def _denial(
    access_key_id: str, service: str, permission: Permission, headers: dict[str, str]
) -> Response | None:
    denied = enforce(
        access_key_id,
        permission.action,
        service,
        get_region(),
        resource_arn=permission.resource,
        service_context=dict(permission.context),
    )
    if denied is None:
        return None
    if isinstance(denied, AuthError):
        failure: Response = app._credential_failure(
            service, permission.action, new_uuid(), denied, headers
        )
        return failure
    reason = (
        "with an explicit deny in an identity-based policy"
        if denied.decision == "Deny"
        else f"because no identity-based policy allows the {permission.action} action"
    )
    message = (
        f"User: {denied.principal_arn} is not authorized to perform: {permission.action} "
        f"on resource: {permission.resource} {reason}"
    )
    error = {"Content-Type": "application/json", "x-amzn-ErrorType": "AccessDeniedException"}
    return 403, error, json.dumps({"message": message}).encode()


def _authorise_here() -> None:
    """ministack then only authenticates, and leaves it to the handler what a call may do."""
    action_of = iam_actions.extract_iam_action

    def action_unless_bedrock(service: str, *request: Any) -> str | None:
        return None if service in SERVICES else action_of(service, *request)

    iam_actions.extract_iam_action = action_unless_bedrock


def _show_tags_to_conditions(bedrock: Bedrock) -> None:
    """Policies with aws:ResourceTag look here for the tags of what a call is about."""
    tags_of = tagging.resource_tags

    def resource_tags(arn: str) -> dict[str, str] | None:
        if not arn.startswith("arn:aws:bedrock:"):
            tags: dict[str, str] | None = tags_of(arn)
            return tags
        request = json.dumps({"resourceARN": arn}).encode()
        _, _, answer = bedrock.handle("bedrock", "POST", "/listTagsForResource", {}, request, {})
        return {tag["key"]: tag["value"] for tag in json.loads(answer).get("tags", ())}

    tagging.resource_tags = resource_tags


def _name_calls_in_the_trail() -> None:
    """CloudTrail would call every one of them after its HTTP method."""
    name_of = app._ct_event_name

    def event_name(service: str, method: str, path: str, headers: Any, query: Any) -> str:
        operation = None
        if service in SERVICES:
            operation = iam_actions._match_rest_action(service, method, path, query)
        name: str = operation or name_of(service, method, path, headers, query)
        return name

    app._ct_event_name = event_name


def _role_allows(settings: EngineSettings) -> Callable[[str, str, str], bool]:
    def role_allows(role_arn: str, action: str, resource_arn: str) -> bool:
        with request_scope(settings.account_id, settings.region):
            return identity.role_is_allowed(role_arn, action, resource_arn)

    return role_allows


def _emitter(settings: EngineSettings) -> Callable[[str, dict[str, Any], list[str]], None]:
    def emit(detail_type: str, detail: dict[str, Any], resources: list[str]) -> None:
        entry = {
            "Source": "aws.bedrock",
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "Resources": resources,
        }
        with request_scope(settings.account_id, settings.region):
            eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)

    return emit
