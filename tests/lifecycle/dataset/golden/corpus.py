"""Reads the golden corpus: families of models, and what each of their rules lets pass."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from lifecycle.catalog import load_catalog
from lifecycle.dataset.findings import Severity
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.request import Technique

FOLDER = Path(__file__).parent
_REPEATED = re.compile(r"\{(\w)\*(\d+)\}")


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """`passes` just passes and `fails` just fails: records, or lines as they stand in the file.

    {x*900} in a text is 900 times x.
    """

    code: str
    passes: Any
    fails: Any
    at: str = ""
    severity: Severity = Severity.ERROR
    quality: bool = False


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    """`sound` is a record with nothing to object to; {n} in it is a number."""

    sound: Any = None
    cases: list[Case] = []


class Family(Struct, frozen=True, forbid_unknown_fields=True):
    """`like` names the files of cases that it shares with other families."""

    model: str
    technique: Technique
    like: list[str]
    most: int
    fewest: int = 1
    validation: bool = True
    fewest_validation: int = 0
    most_validation: int = 0
    cases: list[Case] = []

    @property
    def rules(self) -> DatasetRules:
        return rules_for(load_catalog(), self.model, self.technique)

    @property
    def all_cases(self) -> Iterator[Case]:
        for name in self.like:
            yield from shared(name).cases
        yield from self.cases

    def sound_lines(self, count: int) -> list[str]:
        record = next(found for name in self.like if (found := shared(name).sound) is not None)
        written = as_line(record)
        return [written.replace("{n}", str(number)) for number in range(count)]

    def __str__(self) -> str:
        return f"{self.model} {self.technique.value}"


def as_line(record: Any) -> str:
    line = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    return _REPEATED.sub(lambda found: found[1] * int(found[2]), line)


@cache
def shared(name: str) -> Cases:
    return msgspec.yaml.decode((FOLDER / "formats" / f"{name}.yaml").read_bytes(), type=Cases)


@cache
def families() -> tuple[Family, ...]:
    files = sorted((FOLDER / "families").glob("*.yaml"))
    return tuple(msgspec.yaml.decode(file.read_bytes(), type=Family) for file in files)
