"""The architectures that can be imported, and what each can do then."""

from functools import cache
from pathlib import Path

import msgspec


class Architecture(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """As config.json calls it."""
    converse: bool
    """Whether Converse is supported, given a chat template."""
    multimodal: bool
    regions: list[str]


class _Table(msgspec.Struct, frozen=True):
    source: str
    architectures: list[Architecture]


@cache
def architectures() -> dict[str, Architecture]:
    """By name."""
    document = Path(__file__).with_name("architectures.json").read_bytes()
    table = msgspec.json.decode(document, type=_Table)
    return {each.name: each for each in table.architectures}


def regions() -> set[str]:
    """Where models can be imported at all."""
    return {region for each in architectures().values() for region in each.regions}
