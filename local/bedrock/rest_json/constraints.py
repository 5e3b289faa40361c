"""The constraints of the service's model, with messages like the service's own."""

import re
from functools import lru_cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from local.bedrock.errors import ValidationException

_NUMBERS = ("integer", "long", "float", "double")


def assert_valid(shape: Shape, value: Any) -> None:
    problems = _problems(shape, value, "")
    if problems:
        plural = "s" if len(problems) > 1 else ""
        raise ValidationException(
            f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}"
        )


def _problems(shape: Shape, value: Any, at: str) -> list[str]:
    if isinstance(shape, StructureShape):
        return [] if shape.is_document_type else _structure_problems(shape, value, at)
    if isinstance(shape, ListShape):
        return _list_problems(shape, value, at)
    if isinstance(shape, MapShape):
        return _map_problems(shape, value, at)
    if isinstance(shape, StringShape):
        return _string_problems(shape, value, at)
    if shape.type_name in _NUMBERS:
        return _number_problems(shape, value, at)
    if shape.type_name == "boolean" and not isinstance(value, bool):
        return [_problem(value, at, "Member must be a boolean")]
    return []


def _structure_problems(shape: StructureShape, value: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [_problem(value, at, "Member must be an object")]
    given = {name: member for name, member in value.items() if member is not None}
    known = [name for name in given if name in shape.members]
    if shape.is_tagged_union and len(given) != 1:
        return [_problem(value, at, "Member must have exactly one of its members set")]
    missing = [name for name in shape.required_members if name not in given]
    problems = [_problem(None, _below(at, name), "Member must not be null") for name in missing]
    for name in known:
        problems += _problems(shape.members[name], given[name], _below(at, name))
    return problems


def _list_problems(shape: ListShape, value: Any, at: str) -> list[str]:
    if not isinstance(value, list):
        return [_problem(value, at, "Member must be a list")]
    problems = _size_problems(shape, value, at)
    for number, item in enumerate(value, start=1):
        problems += _problems(shape.member, item, f"{at}.{number}.member")
    return problems


def _map_problems(shape: MapShape, value: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [_problem(value, at, "Member must be a map")]
    problems = _size_problems(shape, value, at)
    for key, item in value.items():
        problems += _problems(shape.key, key, at)
        problems += _problems(shape.value, item, _below(at, key))
    return problems


def _string_problems(shape: StringShape, value: Any, at: str) -> list[str]:
    if not isinstance(value, str):
        return [_problem(value, at, "Member must be a string")]
    if shape.enum and value not in shape.enum:
        return [_problem(value, at, f"Member must satisfy enum value set: [{_joined(shape.enum)}]")]
    problems = _size_problems(shape, value, at)
    pattern = shape.metadata.get("pattern")
    if pattern and not problems and not _compiled(pattern).fullmatch(value):
        rule = f"Member must satisfy regular expression pattern: {pattern}"
        problems.append(_problem(value, at, rule))
    return problems


def _number_problems(shape: Shape, value: Any, at: str) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return [_problem(value, at, "Member must be a number")]
    if "min" in shape.metadata and value < shape.metadata["min"]:
        rule = f"Member must have value greater than or equal to {shape.metadata['min']}"
        return [_problem(value, at, rule)]
    if "max" in shape.metadata and value > shape.metadata["max"]:
        rule = f"Member must have value less than or equal to {shape.metadata['max']}"
        return [_problem(value, at, rule)]
    return []


def _size_problems(shape: Shape, value: str | list[Any] | dict[str, Any], at: str) -> list[str]:
    if "min" in shape.metadata and len(value) < shape.metadata["min"]:
        rule = f"Member must have length greater than or equal to {shape.metadata['min']}"
        return [_problem(value, at, rule)]
    if "max" in shape.metadata and len(value) > shape.metadata["max"]:
        rule = f"Member must have length less than or equal to {shape.metadata['max']}"
        return [_problem(value, at, rule)]
    return []


@lru_cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # The modelled pattern of job names takes exponential time on "a------_"; this one is equal.
    return re.compile(pattern.replace(r"(-*[a-zA-Z0-9\+\-\.])*", r"[a-zA-Z0-9\+\-\.]*"))


def _problem(value: Any, at: str, rule: str) -> str:
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{at}' failed to satisfy constraint: {rule}"


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _joined(values: list[str]) -> str:
    return ", ".join(values)
