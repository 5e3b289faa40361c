"""What was deployed is what the template says, and what was changed since is found."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.deployed_state import Difference, differences, unexplained, unsupported, unused

CHANGES = yaml.safe_load(Path(__file__).with_name("changes.yaml").read_text())


@pytest.fixture(scope="module")
def as_deployed(
    stacks: Any, client: Callable[[str], Any], hardened: Any, parameters: dict[str, str]
) -> list[Difference]:
    assert stacks.create("hardened", hardened, **parameters) == "CREATE_COMPLETE"
    return differences(hardened, "hardened", client)


@pytest.fixture(scope="module")
def after_changes(
    as_deployed: list[Difference], stacks: Any, client: Callable[[str], Any], hardened: Any
) -> list[Difference]:
    ids = stacks.resources("hardened")
    for change in CHANGES:
        operation = getattr(client(change["service"]), change["operation"])
        operation(**_with_ids(change["parameters"], ids))
    found = differences(hardened, "hardened", client)
    return [difference for difference in found if difference not in as_deployed]


def _with_ids(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_with_ids(item, ids) for item in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return ids[value["Ref"]]
    return {key: _with_ids(member, ids) for key, member in value.items()}


def test_every_property_of_a_deployed_template_is_held_but_for_those_listed(
    as_deployed: list[Difference],
) -> None:
    assert unexplained(as_deployed, unsupported()) == []


def test_every_listed_property_is_still_not_held(as_deployed: list[Difference]) -> None:
    assert unused(as_deployed, unsupported()) == []


@pytest.mark.parametrize(
    "change", CHANGES, ids=[f"{change['resource']}.{change['property']}" for change in CHANGES]
)
def test_a_change_behind_the_back_of_cloudformation_is_found(
    change: dict[str, Any], after_changes: list[Difference]
) -> None:
    found = {(difference.resource, difference.property) for difference in after_changes}
    assert (change["resource"], change["property"]) in found


def test_nothing_is_reported_that_nobody_changed(after_changes: list[Difference]) -> None:
    changed = {(change["resource"], change["property"]) for change in CHANGES}
    found = {(difference.resource, difference.property) for difference in after_changes}
    assert found - changed == set()


def test_a_difference_names_resource_property_and_both_values(
    after_changes: list[Difference],
) -> None:
    texts = [str(difference) for difference in after_changes]
    assert "LogGroup (AWS::Logs::LogGroup) RetentionInDays: expected 30, observed 1" in texts


def test_a_property_that_no_reader_knows_is_a_difference(
    as_deployed: list[Difference], client: Callable[[str], Any], hardened: Any
) -> None:
    resources = hardened["Resources"]
    queue = {**resources["Queue"], "Properties": {"Colour": "blue"}}
    found = differences(
        {**hardened, "Resources": {**resources, "Queue": queue}}, "hardened", client
    )
    assert "Queue (AWS::SQS::Queue) Colour: expected 'blue', observed 'not compared'" in map(
        str, found
    )


def test_a_type_that_has_no_reader_is_a_difference(
    as_deployed: list[Difference], client: Callable[[str], Any], hardened: Any
) -> None:
    resources = hardened["Resources"]
    queue = {"Type": "AWS::SQS::Unheard", "Properties": {"Colour": "blue"}}
    found = differences(
        {**hardened, "Resources": {**resources, "Queue": queue}}, "hardened", client
    )
    assert (
        Difference("Queue", "AWS::SQS::Unheard", "*", {"Colour": "blue"}, "not compared") in found
    )


def test_resources_on_one_side_only_are_differences(
    as_deployed: list[Difference], client: Callable[[str], Any], hardened: Any
) -> None:
    resources = dict(hardened["Resources"])
    dropped = resources.pop("Dashboard")
    found = differences(
        {**hardened, "Resources": {**resources, "Added": dropped}}, "hardened", client
    )
    one_sided = {
        difference.resource: difference
        for difference in found
        if difference.resource in ("Added", "Dashboard")
    }
    assert one_sided["Added"].observed == "absent"
    assert one_sided["Dashboard"].expected == "absent"
