"""Template properties in the spelling and the types of an API's parameters."""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.model import Shape

# Templates may write any scalar as a string.
_SCALARS: Mapping[str, Callable[[Any], Any]] = {
    "boolean": lambda value: str(value).lower() == "true",
    "double": float,
    "float": float,
    "integer": int,
    "long": int,
}


def typed(shape: Any, value: Any) -> Any:
    """The value as botocore expects it for the shape; members of another case are renamed."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        members = {name.lower(): name for name in shape.members}
        return {
            members.get(name.lower(), name): _member(shape.members, members, name, item)
            for name, item in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [typed(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {key: typed(shape.value, item) for key, item in value.items()}
    if shape.type_name == "string" and isinstance(value, bool | int | float):
        return str(value).lower()
    return _SCALARS.get(shape.type_name, lambda scalar: scalar)(value)


def _member(shapes: Mapping[str, Shape], names: Mapping[str, str], name: str, value: Any) -> Any:
    """A member that the operation does not know is left for botocore to refuse."""
    known = names.get(name.lower())
    return value if known is None else typed(shapes[known], value)
