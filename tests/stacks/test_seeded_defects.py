"""Proves that the rules bite: each seeded defect is found, and each rule finds one."""

import copy

import pytest

from tests.stacks.defects import DEFECTS
from tests.stacks.defects.change import Defect
from tests.stacks.deployment import Deployment
from tests.stacks.rules import RULES


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.what)
def test_a_seeded_defect_is_found(defect: Defect, dev: Deployment) -> None:
    broken = copy.deepcopy(dev)
    defect.seed(broken)
    assert list(RULES[defect.rule](broken)), f"{defect.rule} does not see that {defect.what}"


def test_every_rule_finds_some_seeded_defect() -> None:
    assert {defect.rule for defect in DEFECTS} == set(RULES)
