"""What a cold function loads: every import is paid for at each cold start."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = {"aws_xray_sdk", "jsonschema", "numpy", "pandas", "pydantic", "rich", "typer", "yaml"}
REPORT = """
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(f"lambdas.{module}")
    print(module, *{name.partition(".")[0] for name in sys.modules})
"""


def test_no_handler_loads_what_only_others_need() -> None:
    modules = sorted(path.stem for path in (ROOT / "lambdas").glob("[!_]*.py"))
    command = [sys.executable, "-c", REPORT, *modules]
    report = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
    loaded = {line.split()[0]: set(line.split()[1:]) for line in report.splitlines()}
    assert sorted(loaded) == modules
    assert {module: packages & HEAVY for module, packages in loaded.items()} == {
        module: set() for module in modules
    }
