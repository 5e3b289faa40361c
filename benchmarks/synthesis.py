"""`python app.py` with all its policy checks, against an app with one empty stack."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measurement import ROOT, Command, Result, median_ratios

EMPTY_APP = "from aws_cdk import App, Stack; app = App(); Stack(app, 'Empty'); app.synth()"


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        project = Command([sys.executable, "app.py"], _environment(Path(folder) / "project"))
        # Without the project's flags: its rules refuse a template that has no resources.
        bare = {**os.environ, "CDK_OUTDIR": str(Path(folder) / "empty")}
        empty = Command([sys.executable, "-c", EMPTY_APP], bare)
        ratio = median_ratios({"project": project}, empty, rounds=5)["project"]
    yield Result("synth / synth of one empty stack", ratio, "x", aim=2.5)


def _environment(outdir: Path) -> dict[str, str]:
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    given = {"CDK_OUTDIR": str(outdir), "CDK_CONTEXT_JSON": json.dumps(context)}
    return {**os.environ, **given}
