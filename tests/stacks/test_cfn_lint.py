"""cfn-lint over the synthesized templates."""

import json
from pathlib import Path
from typing import Any

import pytest
from cfnlint import ManualArgs
from cfnlint.api import lint_by_config

from tests.stacks.synthesis import STACKS, Assembly

# The CDK makes a function depend on its role, which `Role` says already.
NOISE = {"W3005"}
# Newer than its list of actions: see ModelPackageArnDataSource in the API reference of Bedrock.
NEW_ACTIONS = "W3037 'accessmodelpackagedata'"
UNKNOWN_ACTION = "unknown-action"

Findings = dict[str, list[str]]


@pytest.fixture(scope="module")
def findings(guarded_assembly: Assembly, tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """By template. In one go: cfn-lint loads its rules anew each time it is asked."""
    templates = {stack: guarded_assembly.template(stack) for stack in STACKS}
    templates[UNKNOWN_ACTION] = with_unknown_action(guarded_assembly.template("access"))
    folder = tmp_path_factory.mktemp("templates")
    for name, template in templates.items():
        (folder / f"{name}.json").write_text(json.dumps(template), "utf-8")
    found: Findings = {name: [] for name in templates}
    for match in lint_by_config(ManualArgs(templates=[str(f) for f in folder.iterdir()])):
        told = f"{match.rule.id} {match.message}"
        if match.rule.id not in NOISE and not told.startswith(NEW_ACTIONS):
            found[Path(match.filename).stem].append(told)
    return found


@pytest.mark.parametrize("stack", STACKS)
def test_cfn_lint_finds_nothing(stack: str, findings: Findings) -> None:
    assert findings[stack] == []


def test_cfn_lint_finds_an_action_that_does_not_exist(findings: Findings) -> None:
    (finding,) = findings[UNKNOWN_ACTION]
    assert finding.startswith("W3037 'customizemodel'")


def with_unknown_action(template: dict[str, Any]) -> dict[str, Any]:
    policy = next(r for r in template["Resources"].values() if r["Type"].endswith("ManagedPolicy"))
    policy["Properties"]["PolicyDocument"]["Statement"][0]["Action"] = "bedrock:CustomizeModel"
    return template
