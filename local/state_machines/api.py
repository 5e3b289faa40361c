"""The Step Functions operations that differ from ministack's own."""

import json
import re
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

from local.state_machines.definition import first_problem
from local.state_machines.errors import StateError
from local.state_machines.executions import Executions
from local.state_machines.reporting import event_added, redrive_status
from local.state_machines.task_tokens import OpenTokens, Success, state_machine_of

Request = dict[str, Any]
Response = tuple[int, dict[str, str], bytes]

MAX_INPUT_BYTES = 262_144
EXECUTION_NAME = re.compile(r"^[^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}$")
NOT_EMULATED = (
    "StartSyncExecution",
    "TestState",
    "CreateActivity",
    "GetActivityTask",
    "ListMapRuns",
    "DescribeMapRun",
    "UpdateMapRun",
)


class StepFunctionsApi:
    def __init__(self, executions: Executions, tokens: OpenTokens) -> None:
        self._executions = executions
        self._tokens = tokens

    def operations(self) -> dict[str, Callable[[Request], Response]]:
        return {
            "CreateStateMachine": create_state_machine,
            "UpdateStateMachine": update_state_machine,
            "ValidateStateMachineDefinition": validate_definition,
            "StartExecution": start_execution,
            "DescribeExecution": describe_execution,
            "StopExecution": self.stop_execution,
            "RedriveExecution": self.redrive_execution,
            "SendTaskSuccess": self.send_task_success,
            "SendTaskFailure": self.send_task_failure,
            "SendTaskHeartbeat": self.send_task_heartbeat,
            **dict.fromkeys(NOT_EMULATED, not_emulated),
        }

    def stop_execution(self, request: Request) -> Response:
        record = stepfunctions._executions.get(request["executionArn"])
        if record is None or record["status"] != "RUNNING":
            response: Response = stepfunctions._stop_execution(request)
            return response
        self._executions.interrupt(request["executionArn"])
        response = stepfunctions._stop_execution(request)
        event_added(record, record["events"][-1])
        return response

    def redrive_execution(self, request: Request) -> Response:
        record = stepfunctions._executions.get(request["executionArn"])
        if record is None:
            return _error("ExecutionDoesNotExist", "Execution does not exist")
        status, reason = redrive_status(record)
        if status != "REDRIVABLE":
            return _error("ExecutionNotRedrivable", reason)
        return _ok({"redriveDate": self._executions.redrive(request["executionArn"])})

    def send_task_success(self, request: Request) -> Response:
        output = request.get("output", "")
        if len(output.encode()) > MAX_INPUT_BYTES or not _is_json(output):
            return _error("InvalidOutput", f"Invalid Output: '{output[:200]}'")
        return self._settle(request, Success(json.loads(output)))

    def send_task_failure(self, request: Request) -> Response:
        failure = StateError(request.get("error", ""), request.get("cause", ""))
        return self._settle(request, failure)

    def send_task_heartbeat(self, request: Request) -> Response:
        if self._tokens.beat(request["taskToken"]):
            return _ok({})
        return _no_such_task(request["taskToken"])

    def _settle(self, request: Request, signal: Success | StateError) -> Response:
        if self._tokens.settle(request["taskToken"], signal):
            return _ok({})
        return _no_such_task(request["taskToken"])


def create_state_machine(request: Request) -> Response:
    if request.get("type", "STANDARD") != "STANDARD":
        return _error("InvalidDefinition", "only STANDARD state machines are emulated")
    response: Response = _invalid(request) or stepfunctions._create_state_machine(request)
    return response


def update_state_machine(request: Request) -> Response:
    response: Response = _invalid(request) or stepfunctions._update_state_machine(request)
    return response


def validate_definition(request: Request) -> Response:
    problem = first_problem(request["definition"])
    if problem is None:
        return _ok({"result": "OK", "diagnostics": []})
    diagnostic = {
        "severity": "ERROR",
        "code": "SCHEMA_VALIDATION_FAILED",
        "message": problem,
    }
    return _ok({"result": "FAIL", "diagnostics": [diagnostic]})


def start_execution(request: Request) -> Response:
    """As ministack, and idempotent: the same name with the same input is the same execution."""
    given = request.get("input", "{}")
    if len(given.encode()) > MAX_INPUT_BYTES or not _is_json(given):
        return _error("InvalidExecutionInput", "Invalid State Machine Execution Input")
    name = request.get("name")
    if name is not None and not EXECUTION_NAME.match(name):
        return _error("InvalidName", f"Invalid Name: '{name}'")
    if (running := _running(request)) and running["input"] == given:
        return _ok({key: running[key] for key in ("executionArn", "startDate")})
    response: Response = stepfunctions._start_execution(request)
    return response


def describe_execution(request: Request) -> Response:
    status, headers, body = stepfunctions._describe_execution(request)
    if status != 200:
        return status, headers, body
    record = stepfunctions._executions[request["executionArn"]]
    redrivable, reason = redrive_status(record)
    redrive = {
        "redriveCount": record.get("redriveCount", 0),
        "redriveDate": record.get("redriveDate"),
        "redriveStatus": redrivable,
        "redriveStatusReason": reason,
    }
    return _ok({**json.loads(body), **redrive})


def not_emulated(request: Request) -> Response:
    return _error("ValidationException", "the local account does not emulate this operation")


def _running(request: Request) -> dict[str, Any] | None:
    machine = request["stateMachineArn"].replace(":stateMachine:", ":execution:")
    record: dict[str, Any] | None = stepfunctions._executions.get(
        f"{machine}:{request.get('name')}"
    )
    return record if record and record["status"] == "RUNNING" else None


def _invalid(request: Request) -> Response | None:
    problem = first_problem(request["definition"]) if "definition" in request else None
    if problem is None:
        return None
    return _error("InvalidDefinition", f"Invalid State Machine Definition: '{problem}'")


def _no_such_task(token: str) -> Response:
    if state_machine_of(token) is None:
        return _error("InvalidToken", "Invalid Token: 'Invalid token'")
    return _error("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _ok(content: dict[str, Any]) -> Response:
    response: Response = json_response(content)
    return response


def _error(code: str, message: str) -> Response:
    response: Response = error_response_json(code, message, 400)
    return response
