"""What the AWS APIs accept, read from botocore's own service models.

botocore checks types and required members before it sends a request; patterns, enums and most
lengths are left to the service. `violations` checks both, so that a test refuses what AWS would.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator


@cache
def session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def service_model(service: str) -> ServiceModel:
    return session().get_service_model(service)


@cache
def operation_model(service: str, operation: str) -> OperationModel:
    return service_model(service).operation_model(operation)


def shape(service: str, name: str) -> Shape:
    return service_model(service).shape_for(name)


def misfits(value: Any, shape: Shape) -> str:
    """What botocore itself refuses: unknown or missing members, wrong types. Empty if nothing."""
    report = ParamValidator().validate(value, shape)
    return report.generate_report() if report.has_errors() else ""


def violations(value: Any, shape: Shape, path: str = "$") -> Iterator[str]:
    """What the service refuses: a pattern, an enum, a length or a range that is not kept."""
    yield from _own_violations(value, shape, path)
    if shape.type_name == "structure":
        for name, member in value.items():
            yield from violations(member, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for position, member in enumerate(value):
            yield from violations(member, shape.member, f"{path}[{position}]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from violations(key, shape.key, f"{path}.{key}")
            yield from violations(member, shape.value, f"{path}.{key}")


def _own_violations(value: Any, shape: Shape, path: str) -> Iterator[str]:
    rules = shape.metadata
    size = value if shape.type_name in ("integer", "long", "float", "double") else None
    if shape.type_name in ("string", "list", "map"):
        size = len(value)
    if size is not None and not rules.get("min", size) <= size <= rules.get("max", size):
        yield f"{path}: {value!r} is not within {rules.get('min')} and {rules.get('max')}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield f"{path}: {value!r} does not match {rules['pattern']}"
    if rules.get("enum") and value not in rules["enum"]:
        yield f"{path}: {value!r} is none of {rules['enum']}"
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        yield f"{path}: exactly one of {list(shape.members)} is allowed"
