"""States that decide from their input alone: Choice, Fail and Wait."""

from datetime import UTC, datetime

from local.state_machines.errors import StateError
from local.state_machines.expressions import QUERY_ERROR
from local.state_machines.progress import Transition, Visit


def chosen(visit: Visit) -> Transition:
    for rule in visit.definition["Choices"]:
        if _holds(visit, rule["Condition"]):
            return visit.transition(rule, default=visit.progress.input, next=rule["Next"])
    if "Default" not in visit.definition:
        raise StateError("States.NoChoiceMatched", f"No choice of '{visit.name}' matched.")
    default = visit.definition["Default"]
    return visit.transition(visit.definition, default=visit.progress.input, next=default)


def _holds(visit: Visit, condition: str) -> bool:
    value = visit.evaluated(condition)
    if isinstance(value, bool):
        return value
    raise StateError(QUERY_ERROR, f"Condition is no boolean: {value!r}")


def failure(visit: Visit) -> StateError:
    error, cause = visit.field("Error", default=""), visit.field("Cause", default="")
    if isinstance(error, str) and isinstance(cause, str):
        return StateError(error, cause)
    return StateError(QUERY_ERROR, "Error and Cause must be strings.")


def seconds_to_wait(visit: Visit) -> float:
    if "Timestamp" not in visit.definition:
        return visit.number("Seconds") or 0
    until = datetime.fromisoformat(visit.evaluated(visit.definition["Timestamp"]))
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
