"""AWS::StepFunctions::StateMachine: logging and tracing."""

from collections.abc import Mapping
from typing import Any

from ministack.services import stepfunctions

from local.cloudformation.resource_types import Provisioned, complete

_NO_LOGGING = {"level": "OFF", "includeExecutionData": False}


def extend() -> None:
    complete("AWS::StepFunctions::StateMachine", _complete_state_machine)


def _complete_state_machine(machine: Provisioned) -> None:
    """ministack keeps the template's spelling of logging, which nothing of it reads."""
    record = stepfunctions._state_machines[machine.physical_id]
    logging = machine.properties.get("LoggingConfiguration")
    record["loggingConfiguration"] = _camel_case(logging) if logging else _NO_LOGGING
    tracing = machine.properties.get("TracingConfiguration", {})
    record["tracingConfiguration"] = {"enabled": _is_true(tracing.get("Enabled"))}


def _camel_case(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key[:1].lower() + key[1:]: _camel_case(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_camel_case(item) for item in value]
    return value


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"
