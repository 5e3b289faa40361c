"""Makes, of the types of a format, types that ignore the fields that the format does not have."""

import types
from functools import reduce
from operator import or_
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct


def loosely(strict: type[Struct]) -> type[Struct]:
    fields = [
        (field.name, _loose(field.type), _default(field))
        for field in msgspec.structs.fields(strict)
    ]
    return msgspec.defstruct(
        f"Loose{strict.__name__}",
        fields,
        bases=(strict,),
        frozen=True,
        gc=False,
        kw_only=True,
        forbid_unknown_fields=False,
    )


def _loose(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return loosely(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (list, tuple):
        return origin[tuple(map(_loose, inner))]
    if origin is types.UnionType:
        return reduce(or_, map(_loose, inner))
    return annotation


def _default(field: msgspec.structs.FieldInfo) -> Any:
    name = field.encode_name
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory, name=name)
    return msgspec.field(default=field.default, name=name)
