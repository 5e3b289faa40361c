"""Step Functions: JSONata state machines run by an interpreter of ours inside ministack."""

import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from local.hooks import require_hooks
from local.settings import EngineSettings
from local.state_machines import reporting
from local.state_machines.api import StepFunctionsApi
from local.state_machines.definition import first_problem
from local.state_machines.execution import Observers
from local.state_machines.executions import Executions
from local.state_machines.task_tokens import OpenTokens, state_machine_of

HOOKS = {
    "ministack.app": ("SERVICE_HANDLERS",),
    "ministack.core.iam_actions": ("extract_resource_arn",),
    "ministack.services.stepfunctions": (
        "_create_state_machine",
        "_describe_execution",
        "_emit_execution_status_event",
        "_executions",
        "_finalize_response",
        "_register_sfn_jsonata_functions",
        "_run_execution",
        "_start_execution",
        "_state_machines",
        "_stop_execution",
        "_update_state_machine",
    ),
    "ministack.services.eventbridge": ("_put_events",),
    "ministack.services.cloudwatch": ("record_metric",),
    "ministack.services.cloudwatch_logs": ("_create_log_stream", "_put_log_events"),
    "ministack.services.cloudformation.provisioners": ("_sfn_definition", "_sfn_handler_error"),
}


def extend(settings: EngineSettings, client_of: Callable[[str, str], Any]) -> None:
    """`client_of` gives a client of a service that acts as the role with this ARN."""
    require_hooks(HOOKS)
    tokens = OpenTokens()
    observers = Observers(reporting.status_changed, reporting.event_added)
    executions = Executions(client_of, tokens, observers, settings.retry_second)
    stepfunctions._run_execution = executions.start
    stepfunctions._emit_execution_status_event = reporting.status_changed
    _serve(StepFunctionsApi(executions, tokens))
    _refuse_definitions_in_templates()
    _authorise_tokens_on_their_machine()


def _serve(api: StepFunctionsApi) -> None:
    serve_elsewhere = app.SERVICE_HANDLERS["states"]
    operations = api.operations()

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Any:
        operation = operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if operation is None:
            return await serve_elsewhere(method, path, headers, body, query)
        return stepfunctions._finalize_response(operation(json.loads(body)))

    app.SERVICE_HANDLERS["states"] = handle


def _refuse_definitions_in_templates() -> None:
    definition_of = provisioners._sfn_definition

    def checked_definition(properties: dict[str, Any]) -> str:
        definition: str = definition_of(properties)
        if problem := first_problem(definition):
            raise provisioners._sfn_handler_error(f"Invalid State Machine Definition: '{problem}'")
        return definition

    provisioners._sfn_definition = checked_definition


def _authorise_tokens_on_their_machine() -> None:
    """SendTask... names no resource; AWS authorises it on the state machine of the token."""
    resource_of = iam_actions.extract_resource_arn

    def resource_arn(
        service: str, method: str, path: str, headers: Any, body: bytes, *more: Any
    ) -> str:
        if service == "states" and b'"taskToken"' in body:
            return state_machine_of(json.loads(body)["taskToken"]) or "*"
        resource: str = resource_of(service, method, path, headers, body, *more)
        return resource

    iam_actions.extract_resource_arn = resource_arn
