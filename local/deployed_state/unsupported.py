"""The properties which the engine is known not to hold, from `local/unsupported.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from local.deployed_state.differences import Difference

_FILE = Path(__file__).parent.parent / "unsupported.toml"


@dataclass(frozen=True)
class Unsupported:
    type: str
    property: str
    reason: str

    def explains(self, difference: Difference) -> bool:
        return (self.type, self.property) == (difference.type, difference.property)


def unsupported(file: Path = _FILE) -> list[Unsupported]:
    entries = tomllib.loads(file.read_text())["unsupported"]
    return [Unsupported(**entry) for entry in entries]


def unexplained(found: Iterable[Difference], known: Iterable[Unsupported]) -> list[Difference]:
    entries = list(known)
    return [
        difference
        for difference in found
        if not any(entry.explains(difference) for entry in entries)
    ]


def unused(found: Iterable[Difference], known: Iterable[Unsupported]) -> list[Unsupported]:
    """Entries that explain nothing any more, and so must go."""
    differences = list(found)
    return [
        entry
        for entry in known
        if not any(entry.explains(difference) for difference in differences)
    ]
