"""Reads a Step Functions execution history as the states that a run has been through."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

TIMED_KINDS = ("Task", "Wait", "Map", "Parallel")
"""The other kinds of state (Choice, Pass, Succeed, Fail) take no time."""
CONTAINER_KINDS = ("Map", "Parallel")

Event = Mapping[str, Any]


class StateVisit(Struct):
    """`error` is the name of what the last attempt failed with; `depth` is 1 within a Map.

    The numbers are those of the events, which order what happened within one moment.
    """

    name: str
    entered_at: datetime
    entered_by: int
    depth: int = 0
    exited_at: datetime | None = None
    exited_by: int = 0
    error: str | None = None

    @property
    def is_open(self) -> bool:
        return self.exited_at is None

    def seconds(self, now: datetime) -> float:
        return ((self.exited_at or now) - self.entered_at).total_seconds()


def visits(history: Iterable[Event]) -> tuple[StateVisit, ...]:
    reading = _Reading()
    for event in history:
        reading.read(event)
    return tuple(reading.visits)


class _Reading:
    def __init__(self) -> None:
        self.visits: list[StateVisit] = []
        self._by_event: dict[int, StateVisit] = {}
        self._open_containers = 0

    def read(self, event: Event) -> None:
        kind = event["type"]
        if kind.startswith("Execution"):
            self._abandon(0, event, error=kind.removeprefix("Execution"))
        elif kind.endswith("StateEntered"):
            self._enter(event)
        elif kind.endswith("StateExited"):
            self._exit(event)
        else:
            self._attempt(event)

    def _enter(self, event: Event) -> None:
        kind = event["type"].removesuffix("StateEntered")
        if kind not in TIMED_KINDS:
            return
        name = event["stateEnteredEventDetails"]["name"]
        visit = StateVisit(name, event["timestamp"], event["id"], self._open_containers)
        self.visits.append(visit)
        self._by_event[event["id"]] = visit
        self._open_containers += kind in CONTAINER_KINDS

    def _attempt(self, event: Event) -> None:
        """An attempt of a state began or failed; `previousEventId` says of which state."""
        visit = self._by_event.get(event.get("previousEventId", 0)) or self._latest_open()
        if visit is None:
            return
        self._by_event[event["id"]] = visit
        if event["type"].endswith("Scheduled"):
            visit.error = None
        elif error := _error(event):
            visit.error = error

    def _exit(self, event: Event) -> None:
        name = event["stateExitedEventDetails"]["name"]
        for position, visit in enumerate(self.visits):
            if visit.is_open and visit.name == name:
                visit.exited_at, visit.exited_by = event["timestamp"], event["id"]
                if event["type"].removesuffix("StateExited") in CONTAINER_KINDS:
                    self._open_containers -= 1
                    left = self._abandon(position + 1, event, error="Aborted")
                    visit.error = visit.error or left
                return

    def _abandon(self, position: int, event: Event, error: str) -> str | None:
        """Closes what never exits: Step Functions writes no exit for a state that was cut short.

        Returns the first error among them.
        """
        left = [visit for visit in self.visits[position:] if visit.is_open]
        for visit in left:
            visit.exited_at, visit.exited_by = event["timestamp"], event["id"]
            visit.error = visit.error or error
        return next((visit.error for visit in left), None)

    def _latest_open(self) -> StateVisit | None:
        return next((visit for visit in reversed(self.visits) if visit.is_open), None)


def _error(event: Event) -> str | None:
    details = (value for key, value in event.items() if key.endswith("EventDetails"))
    return next((found["error"] for found in details if found.get("error")), None)
