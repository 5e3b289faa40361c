"""Who may import whom: the arrows of docs and design, read from the source."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"app", "cli", "graders", "lambdas", "lifecycle", "local", "settings", "stacks"}
STANDARD = set(sys.stdlib_module_names)
TYPES_ONLY = {"mypy_boto3_bedrock", "mypy_boto3_bedrock_runtime", "mypy_boto3_cloudwatch"} | {
    f"mypy_boto3_{service}" for service in ("dynamodb", "s3", "sns", "ssm", "stepfunctions")
}


def files_of(package: str) -> list[Path]:
    module = ROOT / f"{package}.py"
    return [module] if module.exists() else sorted((ROOT / package).rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """The top-level names that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield str(node.module).partition(".")[0]


@cache
def imported_by(package: str) -> dict[str, set[str]]:
    """By file, for every file of the package."""
    found = {str(file.relative_to(ROOT)): set(imports(file)) for file in files_of(package)}
    assert found, f"there is no {package}"
    return found


def offenders(package: str, forbidden: set[str]) -> dict[str, set[str]]:
    found = {file: names & forbidden for file, names in imported_by(package).items()}
    return {file: names for file, names in found.items() if names}


def strangers(package: str, allowed: set[str]) -> dict[str, set[str]]:
    found = {file: names - allowed - STANDARD for file, names in imported_by(package).items()}
    return {file: names for file, names in found.items() if names}


def test_the_domain_needs_only_the_standard_library_and_msgspec() -> None:
    """Datasets are read at the speed of hashing: their fingerprints are xxhash's, and the search
    for near duplicates, which no function loads, is numpy's."""
    allowed = {"lifecycle", "msgspec"}
    found = strangers("lifecycle", allowed)
    datasets = {file: names for file, names in found.items() if "/dataset/" in file}
    assert found == datasets
    assert set().union(*datasets.values()) == {"numpy", "xxhash"}
    near = {file for file, names in datasets.items() if "numpy" in names}
    assert near == {
        "lifecycle/dataset/quality/near_duplicates.py",
        "lifecycle/dataset/quality/signatures.py",
    }


def test_the_domain_knows_neither_the_environment_nor_the_clock() -> None:
    """`datetime` is a type there; its clock and the process are not read."""
    assert offenders("lifecycle", {"os", "time", "socket", "subprocess", "urllib"}) == {}


def test_graders_know_the_contract_and_one_small_library() -> None:
    """They run with a role that reaches nothing, and a grader is a pure function."""
    assert strangers("graders", {"fastjsonschema", "lifecycle"}) == {}
    assert offenders("graders", {"os", "time", "socket", "subprocess", "urllib"}) == {}


def test_the_handlers_need_little_and_reach_aws_through_one_door() -> None:
    allowed = {"aws_lambda_powertools", "botocore", "lambdas", "lifecycle", "msgspec"}
    door = "lambdas/aws.py"
    found = strangers("lambdas", allowed)
    assert found.pop(door) - TYPES_ONLY == {"boto3"}
    assert found == {}


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("stacks", {"app", "cli", "graders", "lambdas", "local"}),
        ("graders", OURS - {"graders", "lifecycle"}),
        ("lifecycle", {"graders"}),
        ("local", {"app", "cli", "graders", "lambdas", "lifecycle", "settings", "stacks"}),
        ("cli", {"app", "graders", "lambdas", "settings", "stacks"}),
        ("settings", OURS - {"settings"}),
    ],
)
def test_a_package_does_not_import_what_lies_above_or_beside_it(
    package: str, forbidden: set[str]
) -> None:
    assert offenders(package, forbidden) == {}


@pytest.mark.parametrize("package", sorted(OURS - {"app"}))
def test_nothing_imports_the_app(package: str) -> None:
    assert offenders(package, {"app"}) == {}


@pytest.mark.parametrize("package", sorted(OURS - {"app", "settings", "stacks"}))
def test_settings_are_read_by_the_app_and_the_stacks_alone(package: str) -> None:
    assert offenders(package, {"settings"}) == {}


def test_an_import_inside_a_function_is_seen_too(tmp_path: Path) -> None:
    file = tmp_path / "sly.py"
    file.write_text("def sly():\n    import boto3.session\n    from lambdas import aws\n")
    assert list(imports(file)) == ["boto3", "lambdas"]
