"""Task states: Lambda functions, called as the state machine's role, with or without a token."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from ministack.core.responses import get_region

from local.state_machines.errors import DATA_LIMIT, RUNTIME, TIMEOUT, StateError
from local.state_machines.progress import MAX_PAYLOAD_BYTES, Visit
from local.state_machines.task_tokens import OpenTokens, TaskToken

INVOKE = "arn:aws:states:::lambda:invoke"
WITH_TOKEN = ".waitForTaskToken"  # noqa: S105 - the name of a pattern
INVOKE_ARGUMENTS = frozenset({"FunctionName", "Payload", "Qualifier", "InvocationType"})


@dataclass(frozen=True)
class LambdaTasks:
    client: Any
    """A Lambda client with the credentials of the state machine's role."""
    state_machine_arn: str
    tokens: OpenTokens

    async def run(self, visit: Visit) -> Any:
        resource: str = visit.definition["Resource"]
        if not resource.startswith(INVOKE):
            return await self._run_function_arn(visit, resource)
        if not resource.endswith(WITH_TOKEN):
            return await self._run_invoke(visit, token=None)
        token = self.tokens.issue(self.state_machine_arn)
        visit.context["Task"] = {"Token": token.text}
        try:
            return await self._run_invoke(visit, token)
        finally:
            self.tokens.withdraw(token)

    async def _run_function_arn(self, visit: Visit, function_arn: str) -> Any:
        payload = visit.field("Arguments", default=visit.progress.input)
        visit.history.add("LambdaFunctionScheduled", resource=function_arn, input=_text(payload))
        visit.history.add("LambdaFunctionStarted")
        arguments = {"FunctionName": function_arn, "Payload": payload}
        try:
            response = await _within(visit, self._invoke(arguments))
        except StateError as error:
            kind = "TimedOut" if error.error == TIMEOUT else "Failed"
            visit.history.add(f"LambdaFunction{kind}", error=error.error, cause=error.cause)
            raise
        result = _limited(response["Payload"], function_arn)
        visit.history.add("LambdaFunctionSucceeded", output=_text(result))
        return result

    async def _run_invoke(self, visit: Visit, token: TaskToken | None) -> Any:
        arguments = visit.field("Arguments", default={})
        integration = {
            "resourceType": "lambda",
            "resource": "invoke" + (WITH_TOKEN if token else ""),
        }
        visit.history.add(
            "TaskScheduled", **integration, region=get_region(), parameters=_text(arguments)
        )
        visit.history.add("TaskStarted", **integration)
        work = self._submit(visit, arguments, token) if token else self._invoke(arguments)
        try:
            result = _limited(await _within(visit, work), visit.definition["Resource"])
        except StateError as error:
            kind = "TaskTimedOut" if error.error == TIMEOUT else "TaskFailed"
            visit.history.add(kind, **integration, error=error.error, cause=error.cause)
            raise
        visit.history.add("TaskSucceeded", **integration, output=_text(result))
        return result

    async def _submit(self, visit: Visit, arguments: dict[str, Any], token: TaskToken) -> Any:
        """The token's result; a function that fails before it is settled fails the task at once."""
        heartbeat = visit.number("HeartbeatSeconds")
        settled = asyncio.create_task(token.result(heartbeat))
        invoked = asyncio.create_task(self._invoke(arguments))
        try:
            await asyncio.wait({settled, invoked}, return_when=asyncio.FIRST_COMPLETED)
            if not settled.done():
                output = _text(invoked.result())
                visit.history.add(
                    "TaskSubmitted",
                    resourceType="lambda",
                    resource=f"invoke{WITH_TOKEN}",
                    output=output,
                )
            return await settled
        finally:
            settled.cancel()
            invoked.cancel()

    async def _invoke(self, arguments: dict[str, Any]) -> dict[str, Any]:
        unknown = arguments.keys() - INVOKE_ARGUMENTS
        if unknown or "FunctionName" not in arguments:
            raise StateError(RUNTIME, f"lambda:invoke takes {sorted(INVOKE_ARGUMENTS)}")
        payload = _text(arguments.get("Payload", {})).encode()
        return await asyncio.to_thread(
            _answer, self.client.invoke, {**arguments, "Payload": payload}
        )


async def _within(visit: Visit, work: Any) -> Any:
    try:
        async with asyncio.timeout(visit.number("TimeoutSeconds")):
            return await work
    except TimeoutError:
        raise StateError(TIMEOUT) from None


def _answer(invoke: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        response = invoke(**arguments)
        payload = response["Payload"].read().decode()
    except ClientError as error:
        raise _invoke_error(error) from error
    except BotoCoreError as error:
        raise StateError("Lambda.SdkClientException", str(error)) from error
    if "FunctionError" in response:
        raise StateError(_error_type(payload), payload)
    return {
        "ExecutedVersion": response.get("ExecutedVersion", "$LATEST"),
        "Payload": json.loads(payload or "null"),
        "StatusCode": response["StatusCode"],
        "SdkHttpMetadata": {"HttpStatusCode": response["StatusCode"]},
        "SdkResponseMetadata": {"RequestId": response["ResponseMetadata"]["RequestId"]},
    }


def _invoke_error(error: ClientError) -> StateError:
    code = error.response["Error"]["Code"]
    # Step Functions reports a missing permission under Lambda's general error name.
    name = "AWSLambdaException" if code == "AccessDeniedException" else code
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    message = error.response["Error"].get("Message", "")
    return StateError(
        f"Lambda.{name}", f"{message} (Service: Lambda, Status Code: {status}, Error Code: {code})"
    )


def _error_type(payload: str) -> str:
    document = json.loads(payload or "null")
    named = document.get("errorType") if isinstance(document, dict) else None
    return named or "Lambda.Unknown"


def _limited(result: Any, resource: str) -> Any:
    if len(_text(result).encode()) > MAX_PAYLOAD_BYTES:
        raise StateError(
            DATA_LIMIT,
            f"The state/task '{resource}' returned a result with a size exceeding the maximum "
            f"number of bytes service limit.",
        )
    return result


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
