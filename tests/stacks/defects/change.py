"""Small changes to a deployment, each of which makes a defect of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.stacks.deployment import Deployment, Resource

Change = Callable[[Deployment], None]


@dataclass(frozen=True)
class Defect:
    what: str
    rule: str
    """The rule that must find it."""
    seed: Change


def put(resource: str, *keys: Any, value: Any) -> Change:
    def change(deployment: Deployment) -> None:
        _inside(deployment[resource], keys[:-1])[keys[-1]] = value

    return change


def drop(resource: str, *keys: Any) -> Change:
    def change(deployment: Deployment) -> None:
        del _inside(deployment[resource], keys[:-1])[keys[-1]]

    return change


def unprotect(resource: str) -> Change:
    def change(deployment: Deployment) -> None:
        deployment.resources[resource].deletion_policy = "Delete"

    return change


def add_resource(path: str, type: str, **properties: Any) -> Change:
    def change(deployment: Deployment) -> None:
        deployment.resources[path] = Resource(type, properties, None, [])

    return change


def drop_statement(resource: str, about: str) -> Change:
    """`about` is text that the statement holds."""

    def change(deployment: Deployment) -> None:
        document = _document(deployment[resource])
        document["Statement"].remove(_statement(document, about))

    return change


def put_in_statement(resource: str, about: str, *keys: Any, value: Any) -> Change:
    def change(deployment: Deployment) -> None:
        statement = _statement(_document(deployment[resource]), about)
        _inside(statement, keys[:-1])[keys[-1]] = value

    return change


def drop_in_statement(resource: str, about: str, *keys: Any) -> Change:
    def change(deployment: Deployment) -> None:
        statement = _statement(_document(deployment[resource]), about)
        del _inside(statement, keys[:-1])[keys[-1]]

    return change


def allow(resource: str, **statement: Any) -> Change:
    def change(deployment: Deployment) -> None:
        _document(deployment[resource])["Statement"].append({"Effect": "Allow", **statement})

    return change


def put_in_state(title: str, *keys: Any, value: Any) -> Change:
    def change(deployment: Deployment) -> None:
        _inside(_state(deployment, title), keys[:-1])[keys[-1]] = value

    return change


def drop_in_state(title: str, *keys: Any) -> Change:
    def change(deployment: Deployment) -> None:
        del _inside(_state(deployment, title), keys[:-1])[keys[-1]]

    return change


def add_state(title: str, **state: Any) -> Change:
    def change(deployment: Deployment) -> None:
        deployment.definition["States"][title] = state

    return change


def put_in_definition(key: str, value: Any) -> Change:
    def change(deployment: Deployment) -> None:
        deployment.definition[key] = value

    return change


def _inside(value: Any, keys: tuple[Any, ...]) -> Any:
    for key in keys:
        value = value[key]
    return value


def _document(properties: dict[str, Any]) -> dict[str, Any]:
    for name in ("PolicyDocument", "KeyPolicy", "AssumeRolePolicyDocument"):
        if name in properties:
            document: dict[str, Any] = properties[name]
            return document
    raise KeyError("no policy")


def _statement(document: dict[str, Any], about: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [s for s in document["Statement"] if about in str(s)]
    return found[0]


def _state(deployment: Deployment, title: str) -> dict[str, Any]:
    states = deployment.definition["States"]
    inner = states["Customize"]["ItemProcessor"]["States"]
    state: dict[str, Any] = (states | inner)[title]
    return state
