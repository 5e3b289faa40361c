"""How far an execution has come: what the interpreter works on and a redrive goes on from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.state_machines.errors import DATA_LIMIT, StateError
from local.state_machines.expressions import QUERY_ERROR, evaluated
from local.state_machines.history import History

MAX_PAYLOAD_BYTES = 262_144


@dataclass(frozen=True)
class Transition:
    """Where a state leads: `next` is None after the last state of a chain."""

    next: str | None
    output: Any
    assigned: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Chain:
    """A `States` object and what all states in it share."""

    states: Mapping[str, Any]
    outer_variables: Mapping[str, Any]
    context: Mapping[str, Any]


@dataclass
class Progress:
    """One chain of states: the machine's own, or that of a branch or an iteration."""

    state: str
    input: Any
    variables: dict[str, Any] = field(default_factory=dict)
    entered: bool = False
    branches: dict[int, "Progress"] = field(default_factory=dict)
    """Of the Parallel or Map state that the chain stands at."""
    done: bool = False
    output: Any = None

    def move(self, transition: Transition) -> None:
        self.variables.update(transition.assigned)
        self.branches.clear()
        if transition.next is None:
            self.done, self.output = True, transition.output
        else:
            self.state, self.input, self.entered = transition.next, transition.output, False


@dataclass
class Visit:
    """One state at work on one input."""

    name: str
    definition: Mapping[str, Any]
    progress: Progress
    outer_variables: Mapping[str, Any]
    context: dict[str, Any]
    history: History

    @property
    def kind(self) -> str:
        kind: str = self.definition["Type"]
        return kind

    def variables(self) -> dict[str, Any]:
        return {**self.outer_variables, **self.progress.variables}

    def evaluated(self, template: Any, **more_states: Any) -> Any:
        """The template's value; `$states` holds the input, the context and what is given here."""
        states = {"input": self.progress.input, "context": self.context, **more_states}
        return evaluated(template, states, self.variables())

    def field(self, name: str, default: Any = None, **more_states: Any) -> Any:
        """The value of a field; the default, which is data and no template, if it is absent."""
        if name not in self.definition:
            return default
        return self.evaluated(self.definition[name], **more_states)

    def number(self, name: str) -> float | None:
        value = self.field(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        raise StateError(QUERY_ERROR, f"{name} is no number: {value!r}")

    def transition(
        self, rule: Mapping[str, Any], default: Any, next: str | None = None, **states: Any
    ) -> Transition:
        """Leave the state by a rule's Output and Assign, both seeing the variables as they were."""
        output = self.evaluated(rule["Output"], **states) if "Output" in rule else default
        assigned = self.evaluated(rule.get("Assign", {}), **states)
        for name, value in assigned.items():
            check_size(value, f"the variable {name}")
        return Transition(next or self.definition.get("Next"), output, assigned)


def check_size(value: Any, what: str) -> None:
    if len(json.dumps(value, ensure_ascii=False).encode()) > MAX_PAYLOAD_BYTES:
        raise StateError(DATA_LIMIT, f"The size of {what} exceeds {MAX_PAYLOAD_BYTES} bytes.")
