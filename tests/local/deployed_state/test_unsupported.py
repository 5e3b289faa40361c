"""The list of properties that the engine does not hold explains those, and only those."""

from pathlib import Path

import pytest

from local.deployed_state import Difference, Unsupported, unexplained, unsupported, unused

WINDOW = Unsupported("AWS::KMS::Key", "PendingWindowInDays", "told only of a dying key")


def test_a_listed_property_is_explained_on_every_resource_of_its_type() -> None:
    found = [
        Difference(name, WINDOW.type, WINDOW.property, 7, "not compared") for name in ("A", "B")
    ]
    assert unexplained(found, [WINDOW]) == []
    assert unused(found, [WINDOW]) == []


@pytest.mark.parametrize(
    ("resource_type", "name"),
    [("AWS::KMS::Key", "Description"), ("AWS::KMS::ReplicaKey", "PendingWindowInDays")],
)
def test_another_property_or_type_is_not_explained(resource_type: str, name: str) -> None:
    found = [Difference("Key", resource_type, name, 7, "not compared")]
    assert unexplained(found, [WINDOW]) == found
    assert unused(found, [WINDOW]) == [WINDOW]


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "unsupported.toml"
    file.write_text('[[unsupported]]\ntype = "AWS::KMS::Key"\nproperty = "Origin"\n')
    with pytest.raises(TypeError, match="reason"):
        unsupported(file)
