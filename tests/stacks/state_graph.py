"""Walks a definition in Amazon States Language."""

from collections.abc import Iterator
from typing import Any

State = dict[str, Any]


def scopes(definition: State) -> Iterator[State]:
    """The definition itself and everything in it that has states of its own."""
    yield definition
    for state in definition["States"].values():
        for inner in (state.get("ItemProcessor"), *state.get("Branches", [])):
            if inner:
                yield from scopes(inner)


def all_states(definition: State) -> Iterator[tuple[str, State]]:
    for scope in scopes(definition):
        yield from scope["States"].items()


def tasks(definition: State) -> Iterator[tuple[str, State]]:
    return ((title, state) for title, state in all_states(definition) if state["Type"] == "Task")


def followers(state: State) -> Iterator[str]:
    for branch in (state, *state.get("Catch", []), *state.get("Choices", [])):
        if "Next" in branch:
            yield branch["Next"]
    if "Default" in state:
        yield state["Default"]


def reachable(scope: State, titles: list[str]) -> set[str]:
    reached: set[str] = set()
    while titles:
        title = titles.pop()
        if title not in reached and title in scope["States"]:
            reached.add(title)
            titles += followers(scope["States"][title])
    return reached
