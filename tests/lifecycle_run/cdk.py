"""The real CDK command line, pointed at the local account."""

from cli.cdk import local_deployment, run_cdk
from local.account import LocalAccount


class Cdk:
    """Synthesizes and deploys once; CloudFormation's own rules are another test's."""

    def __init__(self, account: LocalAccount) -> None:
        self.assembly = account.directory / "cdk.out"
        self._account = account
        target = f"aws://{account.settings.account_id}/{account.settings.region}"
        for command in local_deployment(self.assembly, target).values():
            self._run(*command)

    def diff(self) -> str:
        return self._run("diff", f"--app={self.assembly}", "--all")

    def _run(self, *arguments: str) -> str:
        printed: list[str] = []
        run_cdk(
            *arguments,
            variables={**self._account.environment(), "CDK_VALIDATION": "false"},
            log=self._account.directory / f"{arguments[0]}.log",
            on_line=printed.append,
        )
        return "\n".join(printed)
