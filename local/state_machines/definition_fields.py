"""Which fields the states of a definition may and must have, in the local account."""

from collections.abc import Iterator, Mapping
from typing import Any

FLOW = {"Next", "End"}
RESULT = {"Output", "Assign"}
RULES = {"Retry", "Catch"}
STATE_FIELDS = {
    "Task": {"Resource", "Arguments", "TimeoutSeconds", "HeartbeatSeconds", *RESULT, *RULES, *FLOW},
    "Parallel": {"Branches", "Arguments", *RESULT, *RULES, *FLOW},
    "Map": {"Items", "ItemSelector", "ItemProcessor", "MaxConcurrency", *RESULT, *RULES, *FLOW},
    "Pass": {*RESULT, *FLOW},
    "Wait": {"Seconds", "Timestamp", *RESULT, *FLOW},
    "Choice": {"Choices", "Default", *RESULT},
    "Succeed": {"Output"},
    "Fail": {"Error", "Cause"},
}
REQUIRED = {
    "Task": {"Resource"},
    "Parallel": {"Branches"},
    "Map": {"ItemProcessor"},
    "Choice": {"Choices"},
}
ANYWHERE = {"Comment"}
# What a Map has besides where its items run as executions of their own.
DISTRIBUTED_FIELDS = {"ItemReader", "Label", "ToleratedFailureCount", "ToleratedFailurePercentage"}
MACHINE_FIELDS = {"StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage", *ANYWHERE}
CHAIN_FIELDS = {"StartAt", "States", "ProcessorConfig", *ANYWHERE}
RULE_FIELDS = {
    "Choices": {"Condition", "Next", *RESULT, *ANYWHERE},
    "Catch": {"ErrorEquals", "Next", *RESULT, *ANYWHERE},
    "Retry": {
        "ErrorEquals",
        "IntervalSeconds",
        "MaxAttempts",
        "BackoffRate",
        "MaxDelaySeconds",
        "JitterStrategy",
        *ANYWHERE,
    },
}
RULE_REQUIRED = {
    "Choices": {"Condition", "Next"},
    "Catch": {"ErrorEquals", "Next"},
    "Retry": {"ErrorEquals"},
}


def is_distributed(state: Mapping[str, Any]) -> bool:
    mode = state.get("ItemProcessor", {}).get("ProcessorConfig", {}).get("Mode")
    return bool(mode == "DISTRIBUTED")


def state_fields(state: Mapping[str, Any]) -> set[str]:
    more = DISTRIBUTED_FIELDS if is_distributed(state) else set()
    return {"Type", "QueryLanguage", *ANYWHERE, *STATE_FIELDS[state["Type"]], *more}


def field_problems(
    node: Mapping[str, Any], allowed: set[str], required: set[str], path: str
) -> Iterator[str]:
    for name in node.keys() - allowed:
        yield f"the field {name!r} is not emulated here at {path}/{name}"
    for name in required - node.keys():
        yield f"the field {name!r} is missing at {path}"
