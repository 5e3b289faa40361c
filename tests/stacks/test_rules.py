"""What the templates promise, rule by rule; see tests/stacks/rules/."""

import pytest

from tests.stacks.deployment import Deployment
from tests.stacks.rules import RULES


@pytest.mark.parametrize("rule", RULES)
def test_the_dev_stage_keeps_the_rule(rule: str, dev: Deployment) -> None:
    assert list(RULES[rule](dev)) == []


@pytest.mark.parametrize("rule", RULES)
def test_production_with_every_option_keeps_the_rule(rule: str, guarded: Deployment) -> None:
    assert list(RULES[rule](guarded)) == []
