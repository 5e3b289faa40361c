"""A stack update reaches every property: those it changes, drops, or sets back after a failure."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

from local.deployed_state import differences, unexplained, unsupported

UPDATES = yaml.safe_load(Path(__file__).with_name("updates.yaml").read_text())
STACK = "updated"


@pytest.fixture
def stack(stacks: Any, hardened: Any, parameters: dict[str, str]) -> str:
    """The stack as the hardened template has it, whatever the test before it left."""
    if STACK not in stacks.names():
        assert stacks.create(STACK, hardened, **parameters) == "CREATE_COMPLETE"
    elif stacks.template(STACK) != hardened:
        assert stacks.update(STACK, hardened, **parameters) == "UPDATE_COMPLETE"
    return STACK


def _updated(template: Mapping[str, Any], updates: Mapping[str, Any]) -> dict[str, Any]:
    resources = dict(template["Resources"])
    for name, properties in updates.items():
        merged = {**resources[name]["Properties"], **properties}
        kept = {key: value for key, value in merged.items() if value is not None}
        resources[name] = {**resources[name], "Properties": kept}
    return {**template, "Resources": resources}


def test_changed_properties_are_held(
    stack: str, stacks: Any, client: Callable[[str], Any], hardened: Any, parameters: dict[str, str]
) -> None:
    template = _updated(hardened, UPDATES["changed"])
    ids = stacks.resources(stack)
    assert stacks.update(stack, template, **parameters) == "UPDATE_COMPLETE"
    assert unexplained(differences(template, stack, client), unsupported()) == []
    assert stacks.resources(stack) == ids


def test_dropped_properties_are_taken_off(
    stack: str, stacks: Any, client: Callable[[str], Any], hardened: Any, parameters: dict[str, str]
) -> None:
    template = _updated(hardened, UPDATES["dropped"])
    assert stacks.update(stack, template, **parameters) == "UPDATE_COMPLETE"
    found = {
        (difference.resource, difference.property)
        for difference in unexplained(differences(hardened, stack, client), unsupported())
    }
    dropped = {(resource, name) for resource, names in UPDATES["dropped"].items() for name in names}
    assert found == dropped


def test_a_failed_update_puts_every_property_back_and_names_what_failed(
    stack: str, stacks: Any, client: Callable[[str], Any], hardened: Any, parameters: dict[str, str]
) -> None:
    template = _updated(hardened, UPDATES["changed"])
    missing_role = {"PolicyName": "late", "Roles": ["nobody"], "PolicyDocument": {"Statement": []}}
    template["Resources"]["Late"] = {
        "Type": "AWS::IAM::Policy",
        "DependsOn": list(UPDATES["changed"]),
        "Properties": missing_role,
    }
    assert stacks.update(stack, template, **parameters) == "UPDATE_ROLLBACK_COMPLETE"
    assert stacks.failures(stack)["Late"] == "The role with name nobody cannot be found."
    assert unexplained(differences(hardened, stack, client), unsupported()) == []


@pytest.mark.parametrize(
    ("resource", "properties", "reason"),
    [
        (
            "Role",
            {"PermissionsBoundary": "arn:aws:iam::aws:policy/NoSuch", "Description": "changed"},
            "NoSuch",
        ),
        ("Table", {"SSESpecification": {"SSEEnabled": False}, "TableClass": "WARM"}, "WARM"),
    ],
)
def test_a_property_that_its_service_refuses_fails_the_update_and_changes_nothing(
    resource: str,
    properties: dict[str, Any],
    reason: str,
    stack: str,
    stacks: Any,
    client: Callable[[str], Any],
    hardened: Any,
    parameters: dict[str, str],
) -> None:
    template = _updated(hardened, {resource: properties})
    assert stacks.update(stack, template, **parameters) == "UPDATE_ROLLBACK_COMPLETE"
    assert reason in stacks.failures(stack)[resource]
    assert unexplained(differences(hardened, stack, client), unsupported()) == []


def test_an_update_without_a_change_is_refused_as_such(
    stack: str, stacks: Any, hardened: Any, parameters: dict[str, str]
) -> None:
    with pytest.raises(ClientError, match="No updates are to be performed"):
        stacks.update(stack, hardened, **parameters)


def test_a_change_set_without_a_change_is_empty(
    stack: str, client: Callable[[str], Any], hardened: Any, stacks: Any, parameters: dict[str, str]
) -> None:
    reason = stacks.reason_of_failed_change_set(stack, hardened, **parameters)
    assert "didn't contain changes" in reason
