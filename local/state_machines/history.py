"""The event history of an execution, in the form GetExecutionHistory and the logs show it."""

from collections.abc import Callable
from typing import Any

from ministack.core.responses import now_iso

from local.state_machines.errors import RUNTIME, StateError

MAX_EVENTS = 25_000
# Event types whose details are not named after themselves.
SHARED_DETAILS = {
    "StateEntered": "stateEnteredEventDetails",
    "StateExited": "stateExitedEventDetails",
}

Event = dict[str, Any]


class History:
    """Appends to the events of one execution; each branch of it keeps its own order."""

    def __init__(self, events: list[Event], on_event: Callable[[Event], None]) -> None:
        self._events = events
        self._on_event = on_event
        self._previous = events[-1]["id"] if events else 0

    def branch(self) -> "History":
        """The history of a branch or iteration that starts now."""
        branch = History(self._events, self._on_event)
        branch._previous = self._previous
        return branch

    def add(self, kind: str, **details: Any) -> None:
        event = {
            "id": len(self._events) + 1,
            "previousEventId": self._previous,
            "type": kind,
            "timestamp": now_iso(),
        }
        if details:
            event[_details_name(kind)] = details
        self._events.append(event)
        self._previous = event["id"]
        self._on_event(event)

    def check_room(self) -> None:
        """One state adds a handful of events; the execution must end before the last fits."""
        if len(self._events) > MAX_EVENTS - 10:
            raise StateError(RUNTIME, f"The execution reached {MAX_EVENTS} history events.")


def _details_name(kind: str) -> str:
    for suffix, name in SHARED_DETAILS.items():
        if kind.endswith(suffix):
            return name
    return f"{kind[0].lower()}{kind[1:]}EventDetails"
