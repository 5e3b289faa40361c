"""What the functions carry: their own code, and a layer of exactly pinned wheels."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from aws_cdk import App, Stack

from settings import LOCAL
from stacks import function_code
from tests.stacks.deployment import Deployment
from tests.stacks.synthesis import ROOT, Assembly

# The functions' own packages must come from the layer: -I -S hides those of this environment.
IMPORT_ALONE = """
import importlib, sys
sys.path[:0] = sys.argv[1].split(":")
for module in sys.argv[2].split(","):
    assert callable(importlib.import_module(module).handler), module
"""


@pytest.fixture(scope="module")
def asset(dev: Deployment, dev_assembly: Assembly) -> Path:
    key = dev["lifecycle/Intake/Function"]["Code"]["S3Key"]
    return dev_assembly.directory / f"asset.{Path(key).stem}"


def test_the_asset_holds_handlers_and_domain_and_nothing_else(asset: Path) -> None:
    assert sorted(path.name for path in asset.iterdir()) == ["lambdas", "lifecycle"]
    assert list(asset.rglob("__pycache__")) == []


def test_handlers_start_with_nothing_but_the_asset_and_the_layer(
    asset: Path, dev: Deployment, tmp_path: Path
) -> None:
    """The layer of this machine's own Python: that of AWS holds other binaries."""
    layer = function_code.build_layer(LOCAL.runtime.name, LOCAL.architecture.name)
    with zipfile.ZipFile(layer) as archive:
        archive.extractall(tmp_path)
    modules = ",".join(f"lambdas.{module}" for _, module, _ in dev.functions())
    packages = f"{asset}:{tmp_path / 'python'}"
    ended = subprocess.run(  # noqa: S603 - this interpreter, our own code
        [sys.executable, "-I", "-S", "-B", "-c", IMPORT_ALONE, packages, modules],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr


def test_the_layer_is_pinned_like_the_environment_that_tests_run_in() -> None:
    tested = pins(ROOT / "constraints.txt")
    carried = pins(function_code.REQUIREMENTS)
    assert {name: tested.get(name) for name in carried} == carried


def pins(requirements: Path) -> dict[str, str]:
    """Versions by name, in the one spelling that all spellings of a name reduce to."""
    found = re.findall(r"^([\w.-]+)==(\S+)", requirements.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def test_every_line_of_the_layer_is_an_exact_pin() -> None:
    lines = function_code.REQUIREMENTS.read_text("utf-8").splitlines()
    loose = [line for line in lines if line and not re.match(r"#|[\w.-]+==\S+", line)]
    assert loose == []


def test_a_change_of_the_readme_does_not_deploy_the_functions_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asset_key(repository(tmp_path / "before"), monkeypatch)
    changed = repository(tmp_path / "after")
    (changed / "README.md").write_text("another sentence", "utf-8")
    (changed / "docs").mkdir()
    assert asset_key(changed, monkeypatch) == before


def test_a_change_of_a_handler_deploys_the_functions_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asset_key(repository(tmp_path / "before"), monkeypatch)
    changed = repository(tmp_path / "after")
    (changed / "lambdas" / "intake.py").write_text("def handler(): ...", "utf-8")
    assert asset_key(changed, monkeypatch) != before


def repository(root: Path) -> Path:
    for folder in ("lambdas", "lifecycle"):
        (root / folder).mkdir(parents=True)
        (root / folder / "__init__.py").write_text("", "utf-8")
    (root / "README.md").write_text("a sentence", "utf-8")
    return root


def asset_key(root: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(function_code, "ROOT", root)
    location = function_code.function_code().bind(Stack(App(), "Stack")).s3_location
    assert location is not None
    return location.object_key
