"""JSONata in state definitions: `{% ... %}` expressions and the templates that contain them."""

import json
from collections.abc import Mapping
from typing import Any

from jsonata import Jsonata
from jsonata.utils import Utils
from ministack.services import stepfunctions

from local.state_machines.errors import StateError

TIMEOUT_MILLISECONDS = 1000
QUERY_ERROR = "States.QueryEvaluationError"


def is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("{%") and value.endswith("%}")


def evaluated(template: Any, states: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    """The template with every expression in it replaced by its value."""
    if is_expression(template):
        return _evaluate(template[2:-2].strip(), states, variables)
    if isinstance(template, dict):
        return {name: evaluated(part, states, variables) for name, part in template.items()}
    if isinstance(template, list):
        return [evaluated(part, states, variables) for part in template]
    return template


def check_syntax(expression: str) -> str | None:
    """What is wrong with the text of an expression, if anything."""
    try:
        Jsonata.jsonata(expression[2:-2].strip())
    except Exception as error:  # noqa: BLE001 - the parser raises whatever it stumbles over
        return str(error)
    return None


def _evaluate(source: str, states: Mapping[str, Any], variables: Mapping[str, Any]) -> Any:
    # The package takes None for "undefined"; null has a value of its own.
    bindings = {
        name: Utils.NULL_VALUE if value is None else value for name, value in variables.items()
    }
    bindings["states"] = dict(states)
    try:
        value = _run(source, bindings)
        if value is None and not _run(f"$exists(({source}))", bindings):
            raise ValueError(f"the expression '{source}' returned nothing (undefined)")
        return json.loads(json.dumps(value))
    except Exception as error:  # noqa: BLE001 - whatever the evaluator raises is this one error
        code = getattr(error, "error", None)
        raise StateError(QUERY_ERROR, f"{code}: {error}" if code else str(error)) from error


def _run(source: str, bindings: Mapping[str, Any]) -> Any:
    program = Jsonata.jsonata(source, timeout=TIMEOUT_MILLISECONDS)
    stepfunctions._register_sfn_jsonata_functions(program)
    return program.evaluate(None, bindings)
