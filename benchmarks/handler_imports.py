"""The cold import of each handler, against a bare `boto3.client("bedrock")`, both with nothing
but the functions' own layer on the path."""

import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measurement import ROOT, Command, Result, median_ratios
from settings import LOCAL
from stacks.function_code import build_layer

BARE_CLIENT = "import boto3; boto3.client('bedrock', region_name='us-east-1')"


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as layer:
        zipfile.ZipFile(build_layer(LOCAL.runtime.name, LOCAL.architecture.name)).extractall(layer)
        python = partial(_python, Path(layer) / "python")
        handlers = {f"lambdas.{m}": python(f"import lambdas.{m}") for m in _modules()}
        ratios = median_ratios(handlers, python(BARE_CLIENT), rounds=7)
    for module, ratio in ratios.items():
        yield Result(f"import {module} / bare bedrock client", ratio, "x", aim=1.15)


def _modules() -> list[str]:
    sources = {path.stem: path.read_text("utf-8") for path in (ROOT / "lambdas").glob("*.py")}
    return sorted(name for name, source in sources.items() if "\ndef handler(" in source)


def _python(packages: Path, code: str) -> Command:
    path = os.pathsep.join([str(packages), str(ROOT)])
    environment = {"PYTHONPATH": path, "PATH": os.environ["PATH"], "AWS_REGION": "us-east-1"}
    # -S keeps the virtual environment's own packages out, as in Lambda.
    return Command([sys.executable, "-S", "-s", "-c", code], environment)
