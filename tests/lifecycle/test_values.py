"""What holds for all values of the domain."""

import importlib
import pkgutil

import msgspec
import pytest

import lifecycle

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(lifecycle.__path__, "lifecycle.")
]
# What one pass over a dataset fills in as it goes, and merges: tallies, no values.
TALLIES = {
    "AnswerDistribution",
    "Comparison",
    "Fingerprints",
    "Inspection",
    "Places",
    "Scan",
    "Sizes",
}
VALUES = {
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, msgspec.Struct)
    and value.__module__.startswith("lifecycle")
    and value.__name__ not in TALLIES
}


@pytest.mark.parametrize("value", sorted(VALUES, key=str), ids=lambda value: value.__name__)
def test_no_value_can_be_changed_once_it_is_made(value: type[msgspec.Struct]) -> None:
    assert value.__struct_config__.frozen
