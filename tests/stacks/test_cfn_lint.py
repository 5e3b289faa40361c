"""cfn-lint over the synthesized templates."""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint.api import lint_file

from tests.stacks.synthesis import STACKS, Assembly

# The CDK makes a function depend on its role, which `Role` says already.
NOISE = {"W3005"}
# Newer than its list of actions: see ModelPackageArnDataSource in the API reference of Bedrock.
NEW_ACTIONS = "W3037 'accessmodelpackagedata'"


@pytest.mark.parametrize("stack", STACKS)
def test_cfn_lint_finds_nothing(stack: str, guarded_assembly: Assembly, tmp_path: Path) -> None:
    assert findings(guarded_assembly.template(stack), tmp_path) == []


def test_cfn_lint_finds_an_action_that_does_not_exist(
    guarded_assembly: Assembly, tmp_path: Path
) -> None:
    template = guarded_assembly.template("access")
    policy = next(r for r in template["Resources"].values() if r["Type"].endswith("ManagedPolicy"))
    policy["Properties"]["PolicyDocument"]["Statement"][0]["Action"] = "bedrock:CustomizeModel"
    (finding,) = findings(template, tmp_path)
    assert finding.startswith("W3037 'customizemodel'")


def findings(template: dict[str, Any], folder: Path) -> list[str]:
    path = folder / "stack.template.json"
    path.write_text(json.dumps(template), "utf-8")
    found = lint_file(path)
    told = [f"{match.rule.id} {match.message}" for match in found if match.rule.id not in NOISE]
    return [finding for finding in told if not finding.startswith(NEW_ACTIONS)]
