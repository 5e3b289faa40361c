"""Which definitions the local account takes: JSONata, and only what the interpreter runs.

Anything else is refused when the machine is created, because a field that is silently ignored
here would do something on AWS.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from local.state_machines.definition_fields import (
    CHAIN_FIELDS,
    FLOW,
    MACHINE_FIELDS,
    REQUIRED,
    RULE_FIELDS,
    RULE_REQUIRED,
    STATE_FIELDS,
    field_problems,
    is_distributed,
    state_fields,
)
from local.state_machines.distributed_definition import distributed_problems
from local.state_machines.expressions import check_syntax, is_expression
from local.state_machines.lambda_task import INVOKE, WITH_TOKEN

MAX_DEFINITION_BYTES = 1_048_576


def first_problem(text: str) -> str | None:
    """Why this definition is refused; None if it is not."""
    if len(text.encode()) > MAX_DEFINITION_BYTES:
        return f"the definition is larger than {MAX_DEFINITION_BYTES} bytes"
    try:
        machine = json.loads(text)
    except ValueError as error:
        return f"the definition is no JSON: {error}"
    return next(_machine_problems(machine), None)


def _machine_problems(machine: Mapping[str, Any]) -> Iterator[str]:
    if machine.get("QueryLanguage") != "JSONata":
        yield "only QueryLanguage JSONata is emulated at /QueryLanguage"
    yield from field_problems(machine, MACHINE_FIELDS, {"StartAt", "States"}, "")
    yield from _chain_problems(machine, "", frozenset())
    yield from _syntax_problems(machine, "")


def _chain_problems(
    chain: Mapping[str, Any], path: str, outer_variables: frozenset[str]
) -> Iterator[str]:
    states: Mapping[str, Any] = chain.get("States", {})
    if chain.get("StartAt") not in states:
        yield f"StartAt names no state at {path}/StartAt"
    variables = {name for state in states.values() for name in _assigned(state)}
    if hidden := variables & outer_variables:
        yield f"an outer variable is assigned again: {sorted(hidden)} at {path}/States"
    for name, state in states.items():
        yield from _state_problems(state, states, f"{path}/States/{name}")
        yield from _inner_problems(state, f"{path}/States/{name}", outer_variables | variables)
    yield from _unreachable(chain, path)


def _state_problems(
    state: Mapping[str, Any], states: Mapping[str, Any], path: str
) -> Iterator[str]:
    kind = state.get("Type", "")
    if kind not in STATE_FIELDS:
        yield f"state type {kind!r} is not emulated at {path}/Type"
        return
    yield from field_problems(state, state_fields(state), REQUIRED.get(kind, set()), path)
    if state.get("QueryLanguage", "JSONata") != "JSONata":
        yield f"only QueryLanguage JSONata is emulated at {path}/QueryLanguage"
    if STATE_FIELDS[kind] >= FLOW and ("Next" in state) == bool(state.get("End")):
        yield f"exactly one of Next and End is needed at {path}"
    if kind == "Task" and not _is_emulated(state.get("Resource", "")):
        yield f"resource {state.get('Resource')!r} is not emulated at {path}/Resource"
    for rules in RULE_FIELDS.keys() & state.keys():
        yield from _rule_problems(rules, state[rules], f"{path}/{rules}")
    for target in _targets(state):
        if target not in states:
            yield f"there is no state {target!r} to go to at {path}"


def _rule_problems(kind: str, rules: Iterable[Mapping[str, Any]], path: str) -> Iterator[str]:
    for position, rule in enumerate(rules):
        where = f"{path}/{position}"
        yield from field_problems(rule, RULE_FIELDS[kind], RULE_REQUIRED[kind], where)
        if kind == "Choices" and not is_expression(rule.get("Condition")):
            yield f"a condition is a JSONata expression at {where}/Condition"
        names = rule.get("ErrorEquals", ())
        if "States.ALL" in names and (len(names) > 1 or rule is not list(rules)[-1]):
            yield f"States.ALL must stand alone and last at {where}/ErrorEquals"


def _inner_problems(
    state: Mapping[str, Any], path: str, variables: frozenset[str]
) -> Iterator[str]:
    inner = [(f"{path}/Branches/{i}", chain) for i, chain in enumerate(state.get("Branches", ()))]
    if "ItemProcessor" in state:
        inner.append((f"{path}/ItemProcessor", state["ItemProcessor"]))
    for where, chain in inner:
        yield from field_problems(chain, CHAIN_FIELDS, {"StartAt", "States"}, where)
        # An execution of its own sees no variables but its own.
        visible = frozenset[str]() if is_distributed(state) else variables
        yield from _chain_problems(chain, where, visible)
    if is_distributed(state):
        yield from distributed_problems(state, path)
    elif inner and inner[-1][1].get("ProcessorConfig", {"Mode": "INLINE"}) != {"Mode": "INLINE"}:
        yield f"only the Map modes INLINE and DISTRIBUTED are emulated at {inner[-1][0]}"


def _syntax_problems(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, dict):
        for name, part in node.items():
            yield from _syntax_problems(part, f"{path}/{name}")
    elif isinstance(node, list):
        for position, part in enumerate(node):
            yield from _syntax_problems(part, f"{path}/{position}")
    elif is_expression(node) and (problem := check_syntax(node)):
        yield f"INVALID_JSONATA_EXPRESSION: {problem} at {path}"


def _unreachable(chain: Mapping[str, Any], path: str) -> Iterator[str]:
    states: Mapping[str, Any] = chain.get("States", {})
    found: set[str] = set()
    pending: list[str] = [chain.get("StartAt", "")]
    while pending:
        name = pending.pop()
        if name in states and name not in found:
            found.add(name)
            pending += _targets(states[name])
    for name in states.keys() - found:
        yield f"the state is never reached at {path}/States/{name}"


def _targets(state: Mapping[str, Any]) -> list[str]:
    rules = [*state.get("Choices", ()), *state.get("Catch", ())]
    direct = [state[name] for name in ("Next", "Default") if name in state]
    return [*direct, *(rule["Next"] for rule in rules if "Next" in rule)]


def _assigned(state: Mapping[str, Any]) -> set[str]:
    rules = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    return {name for rule in rules for name in rule.get("Assign", {})}


def _is_emulated(resource: str) -> bool:
    return resource in (INVOKE, INVOKE + WITH_TOKEN) or (
        resource.startswith("arn:aws:lambda:") and ":function:" in resource
    )
