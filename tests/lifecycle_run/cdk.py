"""The real CDK command line, pointed at local accounts."""

from collections.abc import Iterable
from pathlib import Path

from cli.cdk import local_deployment, run_cdk
from local.account import LocalAccount


class Cdk:
    """Synthesizes once for all accounts; CloudFormation's own rules are another test's."""

    def __init__(self, folder: Path, account: LocalAccount) -> None:
        self.assembly = folder / "cdk.out"
        target = f"aws://{account.settings.account_id}/{account.settings.region}"
        synth, *self._deployment = local_deployment(self.assembly, target).values()
        self._run(account, *synth)

    def deploy(self, account: LocalAccount) -> None:
        for command in self._deployment:
            self._run(account, *command)

    def diff(self, account: LocalAccount) -> str:
        return "\n".join(self._run(account, "diff", f"--app={self.assembly}", "--all"))

    def _run(self, account: LocalAccount, *arguments: str) -> Iterable[str]:
        printed: list[str] = []
        run_cdk(
            *arguments,
            variables={**account.environment(), "CDK_VALIDATION": "false"},
            log=account.directory / f"{arguments[0]}.log",
            on_line=printed.append,
        )
        return printed
