"""When an observed property is what the template says."""

from typing import Any

import pytest

from local.deployed_state.comparison import holds


@pytest.mark.parametrize(
    ("name", "expected", "observed"),
    [
        ("Timeout", "30", 30),
        ("Threshold", 5, 5.0),
        ("Enabled", "true", True),
        ("Layers", ["a", "b"], ["b", "a"]),
        ("Rules", [{"Status": "Enabled"}], [{"Status": "Enabled", "ID": "generated"}]),
        ("PolicyDocument", {"a": [1]}, '{"a": ["1"]}'),
        ("Environment", {"Variables": {"A": 1}}, {"Variables": {"A": "1"}}),
    ],
)
def test_spelling_and_added_defaults_do_not_matter(name: str, expected: Any, observed: Any) -> None:
    assert holds(name, expected, observed)


@pytest.mark.parametrize(
    ("name", "expected", "observed"),
    [
        ("Timeout", 30, 31),
        ("Enabled", True, None),
        ("Layers", ["a"], ["a", "b"]),
        ("Layers", ["a", "a"], ["a"]),
        ("Rules", [{"Status": "Enabled"}], [{"Status": "Disabled"}]),
        ("Encryption", {"Key": "k"}, {}),
        ("Encryption", {"Key": "k"}, None),
        ("PolicyDocument", {"a": 1}, '{"a": 1, "b": 2}'),
        ("PolicyDocument", {"a": [1, 2]}, {"a": [2, 1]}),
        ("Environment", {"Variables": {}}, {"Variables": {"A": "1"}}),
    ],
)
def test_another_value_more_or_less_of_it_does(name: str, expected: Any, observed: Any) -> None:
    assert not holds(name, expected, observed)
