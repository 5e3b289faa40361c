"""Deliveries of EventBridge rules and schedules: permissions, retries and dead-letter queues."""

import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack.services import cloudwatch, eventbridge, lambda_svc, sqs

from local import service_access
from local.hooks import require_hooks
from local.identity import role_is_allowed

HOOKS = {
    "ministack.services.eventbridge": (
        "_dispatch_to_lambda",
        "_dispatch_to_sns",
        "_dispatch_to_sqs",
        "_dispatch_to_stepfunctions",
        "_invoke_target",
    ),
    "ministack.services.lambda_svc": (
        "_execution_record_for_config",
        "_get_func_record_for_ref",
        "invoke_async_with_retry",
    ),
    "ministack.services.sqs": ("_act_send_message", "_queue_url"),
}
EVENTBRIDGE = "events.amazonaws.com"

Deliver = Callable[..., None]


class DeliveryRefused(Exception):
    """The target does not let EventBridge in."""


@dataclass
class Delivery:
    """One event on its way to one target of a rule or schedule."""

    source_arn: str
    target: dict[str, Any]
    refusal: str | None = None
    payload: str = ""


_current: ContextVar[Delivery] = ContextVar("delivery")


def extend() -> None:
    require_hooks(HOOKS)
    eventbridge._invoke_target = _accounted(eventbridge._invoke_target)
    eventbridge._dispatch_to_lambda = _permitted("lambda:InvokeFunction", _invoke_with_retries)
    eventbridge._dispatch_to_sqs = _permitted("sqs:SendMessage", eventbridge._dispatch_to_sqs)
    eventbridge._dispatch_to_sns = _permitted("sns:Publish", eventbridge._dispatch_to_sns)
    eventbridge._dispatch_to_stepfunctions = _permitted(
        "states:StartExecution", eventbridge._dispatch_to_stepfunctions
    )


def _accounted(invoke_target: Deliver) -> Deliver:
    """Failed deliveries are counted and go to the target's dead-letter queue."""

    def invoke(
        target: dict[str, Any], event: Any, source: dict[str, Any], view: Any = None
    ) -> None:
        delivery = Delivery(source["Arn"], target)
        token = _current.set(delivery)
        try:
            invoke_target(target, event, source, view)
        finally:
            _current.reset(token)
        if delivery.refusal:
            _give_up(delivery, source.get("Name", ""))

    return invoke


def _permitted(action: str, deliver: Deliver) -> Deliver:
    def deliver_if_permitted(target: Any, payload: str, *more: Any) -> None:
        delivery, target_arn = _current.get(), str(target)
        delivery.payload = payload
        try:
            _check_permission(delivery, action, target_arn)
            deliver(target, payload, *more)
        except DeliveryRefused as refusal:
            delivery.refusal = str(refusal)

    return deliver_if_permitted


def _check_permission(delivery: Delivery, action: str, target_arn: str) -> None:
    role_arn = delivery.target.get("RoleArn")
    if role_arn is None:
        reason = service_access.refusal(EVENTBRIDGE, target_arn, delivery.source_arn)
    elif role_is_allowed(role_arn, action, target_arn):
        reason = None
    else:
        reason = f"{role_arn} is not allowed {action} on {target_arn}"
    if reason:
        raise DeliveryRefused(reason)


def _invoke_with_retries(function_arn: str, payload: str) -> None:
    function, configuration, _ = lambda_svc._get_func_record_for_ref(function_arn)
    if function is None:
        raise DeliveryRefused(f"there is no function {function_arn}")
    record = lambda_svc._execution_record_for_config(function, configuration)
    lambda_svc.invoke_async_with_retry(record, json.loads(payload))


def _give_up(delivery: Delivery, name: str) -> None:
    cloudwatch.record_metric("AWS/Events", "FailedInvocations", 1, "Count", {"RuleName": name})
    queue_arn = delivery.target.get("DeadLetterConfig", {}).get("Arn")
    if queue_arn is None:
        return
    if service_access.refusal(EVENTBRIDGE, queue_arn, delivery.source_arn):
        return
    sqs._act_send_message(
        {
            "MessageBody": delivery.payload,
            "MessageAttributes": {
                "RULE_ARN": _text(delivery.source_arn),
                "TARGET_ARN": _text(delivery.target["Arn"]),
                "ERROR_CODE": _text("NO_PERMISSIONS"),
                "ERROR_MESSAGE": _text(delivery.refusal or ""),
            },
        },
        sqs._queue_url(queue_arn.rsplit(":", 1)[-1]),
    )


def _text(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
