"""Around every invocation: AWS/Lambda metrics, and where a failed asynchronous one ends up."""

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from ministack.services import cloudwatch, lambda_svc

from local.hooks import require_hooks
from local.role_clients import RoleClients
from local.settings import EngineSettings

HOOKS = {
    "ministack.services.cloudwatch": ("record_metric",),
    "ministack.services.lambda_svc": (
        "_emit_lambda_metrics",
        "_execute_function",
        "_functions",
        "_route_async_failure",
    ),
}
DEFAULT_RETRIES = 2

Result = dict[str, Any]


def extend(settings: EngineSettings) -> None:
    require_hooks(HOOKS)
    lambda_svc._execute_function = _measured(lambda_svc._execute_function)
    # ministack measures only what comes through Invoke; the above measures that as well.
    lambda_svc._emit_lambda_metrics = lambda *invocation, **more: None
    lambda_svc._route_async_failure = FailedEvents(RoleClients(settings, "lambda")).route


def _measured(execute: Callable[..., Result]) -> Callable[..., Result]:
    def execute_function(function: dict[str, Any], event: Any) -> Result:
        started = time.monotonic()
        result = execute(function, event)
        name = (function.get("config") or function)["FunctionName"]
        _record(name, result, (time.monotonic() - started) * 1000)
        return result

    return execute_function


def _record(function_name: str, result: Result, milliseconds: float) -> None:
    measured: dict[str, tuple[float, str]] = {"Throttles": (1, "Count")}
    if not result.get("throttle"):
        measured = {
            "Throttles": (0, "Count"),
            "Invocations": (1, "Count"),
            "Errors": (int(bool(result.get("error"))), "Count"),
            "Duration": (milliseconds, "Milliseconds"),
        }
    for metric, (value, unit) in measured.items():
        dimensions = {"FunctionName": function_name}
        cloudwatch.record_metric("AWS/Lambda", metric, value, unit, dimensions)


class FailedEvents:
    """Sends events to a function's dead-letter target or destination, as the function's role."""

    def __init__(self, clients: RoleClients) -> None:
        self._clients = clients

    def route(self, target_arn: str, function_name: str, event: Any, result: Result) -> None:
        """Called by ministack when the last retry has failed."""
        function = lambda_svc._functions[function_name]
        configuration = function["config"]
        dead_letter_arn = (configuration.get("DeadLetterConfig") or {}).get("TargetArn")
        try:
            if target_arn == dead_letter_arn:
                self._send(configuration["Role"], target_arn, json.dumps(event), _why(result))
            else:
                record = _destination_record(function, event, result)
                self._send(configuration["Role"], target_arn, json.dumps(record), {})
        except ClientError:
            dimensions = {"FunctionName": function_name}
            cloudwatch.record_metric("AWS/Lambda", "DeadLetterErrors", 1, "Count", dimensions)

    def _send(self, role_arn: str, target_arn: str, body: str, attributes: dict[str, Any]) -> None:
        match target_arn.split(":")[2]:
            case "sqs":
                queues = self._clients.client("sqs", role_arn)
                url = f"{queues.meta.endpoint_url}/{'/'.join(target_arn.split(':')[4:])}"
                queues.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)
            case "sns":
                topics = self._clients.client("sns", role_arn)
                topics.publish(TopicArn=target_arn, Message=body, MessageAttributes=attributes)
            case "lambda":
                functions = self._clients.client("lambda", role_arn)
                functions.invoke(FunctionName=target_arn, InvocationType="Event", Payload=body)


def _why(result: Result) -> dict[str, Any]:
    body = result.get("body")
    message = body.get("errorMessage", "") if isinstance(body, dict) else ""
    return {
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {"DataType": "String", "StringValue": message[:1024] or "unknown"},
    }


def _destination_record(function: dict[str, Any], event: Any, result: Result) -> dict[str, Any]:
    retries = (function.get("event_invoke_config") or {}).get("MaximumRetryAttempts")
    attempts = 1 + (DEFAULT_RETRIES if retries is None else retries)
    return {
        "version": "1.0",
        "requestContext": {
            "functionArn": f"{function['config']['FunctionArn']}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": attempts,
        },
        "requestPayload": event,
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "responsePayload": result.get("body"),
    }
