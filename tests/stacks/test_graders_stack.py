"""One function for each grader in graders/."""

import re
from pathlib import Path

import pytest

from lifecycle.environment import StepEnvironment
from settings import DEV
from stacks.graders_stack import GRADERS, grader_names
from tests.stacks.deployment import Deployment


def graders(deployment: Deployment) -> dict[str, dict]:
    return {
        function["Environment"]["Variables"]["GRADER"]: function
        for _, module, function in deployment.functions()
        if module == "grade_samples"
    }


def test_every_file_in_the_folder_is_a_function(dev: Deployment) -> None:
    names = grader_names(GRADERS)
    assert {"exact-answer", "json-schema"} <= set(names)
    assert sorted(graders(dev)) == names


def test_files_with_an_underscore_before_them_are_no_graders(tmp_path: Path) -> None:
    for file in ("__init__.py", "_shared.py", "my_taste.py", "notes.md"):
        (tmp_path / file).touch()
    assert grader_names(tmp_path) == ["my-taste"]


def test_the_steps_know_each_grader_by_its_name(dev: Deployment) -> None:
    variables = dev["lifecycle/StartCustomization/Function"]["Environment"]["Variables"]
    names = {name: function["FunctionName"] for name, function in graders(dev).items()}
    known = StepEnvironment.from_variables(variables).graders()
    assert {name: arn.rpartition(":")[2] for name, arn in known.items()} == names


@pytest.mark.parametrize("name", [*grader_names(GRADERS), "x" * 40])
def test_the_name_of_a_function_is_one_that_lambda_and_bedrock_accept(name: str) -> None:
    assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", DEV.grader_function(name))


def test_a_grader_has_the_time_of_the_settings(dev: Deployment) -> None:
    assert {f["Timeout"] for f in graders(dev).values()} == {DEV.grader_timeout.to_seconds()}
