"""What `cdk deploy` really made of the templates."""

import json

import pytest
from cdk import Cdk
from deployed import Deployed

from local.deployed_state import differences

STACKS = ("foundation", "graders", "access", "lifecycle", "monitoring")


@pytest.mark.parametrize("stack", STACKS)
def test_every_property_of_the_template_is_deployed(
    stack: str, cdk: Cdk, deployed: Deployed
) -> None:
    name = f"tailor-local-{stack}"
    template = json.loads((cdk.assembly / f"{name}.template.json").read_text("utf-8"))
    assert differences(template, name, deployed.account.client) == []


def test_deploying_again_without_change_changes_nothing(cdk: Cdk, deployed: Deployed) -> None:
    difference = cdk.diff(deployed.account)
    assert "Number of stacks with differences: 0" in difference, difference
