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
    """`error` is the name of what the last attempt failed with; `depth` is 1 within a Map, where
    `trial` counts its branches if there are several.

    The numbers are those of the events, which order what happened within one moment.
    """

    name: str
    entered_at: datetime
    entered_by: int
    depth: int = 0
    exited_at: datetime | None = None
    exited_by: int = 0
    error: str | None = None
    trial: int | None = None

    @property
    def title(self) -> str:
        return self.name if self.trial is None else f"{self.name} {self.trial}"

    @property
    def is_open(self) -> bool:
        return self.exited_at is None

    def seconds(self, now: datetime) -> float:
        return ((self.exited_at or now) - self.entered_at).total_seconds()


def visits(history: Iterable[Event]) -> tuple[StateVisit, ...]:
    reading = _Reading()
    for event in history:
        reading.read(event)
    if not any(visit.trial for visit in reading.visits):
        for visit in reading.visits:
            visit.trial = None
    return tuple(reading.visits)


class _Reading:
    def __init__(self) -> None:
        self.visits: list[StateVisit] = []
        self._by_event: dict[int, StateVisit] = {}
        self._branches: dict[int, int] = {}
        """By the events of a branch of a Map, its number."""
        self._open_containers = 0

    def read(self, event: Event) -> None:
        kind = event["type"]
        self._follow_branch(event)
        if kind.startswith("Execution"):
            self._abandon(0, event, error=kind.removeprefix("Execution"))
        elif kind.endswith("StateEntered"):
            self._enter(event)
        elif kind.endswith("StateExited"):
            self._exit(event)
        else:
            self._attempt(event)

    def _follow_branch(self, event: Event) -> None:
        if started := event.get("mapIterationStartedEventDetails"):
            self._branches[event["id"]] = started["index"]
        elif not event["type"].startswith("Map"):
            branch = self._branches.get(event.get("previousEventId", 0))
            if branch is not None:
                self._branches[event["id"]] = branch

    def _enter(self, event: Event) -> None:
        kind = event["type"].removesuffix("StateEntered")
        if kind not in TIMED_KINDS:
            return
        name = event["stateEnteredEventDetails"]["name"]
        visit = StateVisit(name, event["timestamp"], event["id"], self._open_containers)
        visit.trial = self._branches.get(event["id"])
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
        named = [visit for visit in self.visits if visit.is_open and visit.name == name]
        if not named:
            return
        last = self._by_event.get(event.get("previousEventId", 0))
        visit = next((visit for visit in named if visit is last), named[0])
        visit.exited_at, visit.exited_by = event["timestamp"], event["id"]
        if event["type"].removesuffix("StateExited") in CONTAINER_KINDS:
            self._open_containers -= 1
            left = self._abandon(self.visits.index(visit) + 1, event, error="Aborted")
            visit.error = visit.error or left

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
