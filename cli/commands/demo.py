"""`tailor demo`: the whole lifecycle of an example, on a local account, in one command."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from msgspec import Struct
from rich.text import Text

from cli.account import Account
from cli.cdk import PROJECT, local_deployment, run_cdk
from cli.commands.ask import ask_both, exit_unless_answered, print_comparisons
from cli.commands.submit import submit_job
from cli.commands.watch import exit_unless_succeeded, watch_run
from cli.errors import TERMINATED, DemoFailed, FileUnreadable
from cli.run_documents import download_run
from cli.terminal import in_words, progress, results, suggest
from lifecycle.errors import TailorError
from lifecycle.request import MANIFEST_NAME, Technique
from local.account import EngineDidNotStart, LocalAccount
from local.bedrock.settings import BedrockSettings
from local.settings import EngineSettings

STAGE = "local"
WORK = PROJECT / ".tailor"
SETTINGS = EngineSettings(minute_seconds=1.0)
"""A scheduled minute lasts a second, so that nobody waits for a schedule."""
ENVIRONMENT = f"aws://{SETTINGS.account_id}/{SETTINGS.region}"
STAND_IN = (
    "This runs on a local stand-in of AWS, to show how things work. What passes here is no proof "
    "that it passes on AWS, and the quality and speed of its models mean nothing."
)


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """demo.toml of an example: what its demo needs beyond job.yaml."""

    account: BedrockSettings = BedrockSettings()
    """What Amazon Bedrock offers and grants in the local account."""
    account_reason: str = ""
    then: tuple[str, ...] = ()
    """Examples that build on the run, in their order."""


def demo(
    technique: Annotated[
        Technique, typer.Option(help="Which example to run.")
    ] = Technique.FINE_TUNING,
    example: Annotated[
        str | None, typer.Option(help="A folder of examples/, instead of the technique's own.")
    ] = None,
) -> None:
    """Deploy everything to a local account, customize a model with an example, and ask it.

    Exits with 0 only when the run SUCCEEDED and the deployed model answered.
    """
    started = time.monotonic()
    first = _example(example or technique.value)
    plan = _plan(first)
    examples = [first, *map(_example, plan.then)]
    progress.print(STAND_IN, style="yellow")
    if plan.account_reason:
        progress.print(f"In this account {plan.account_reason}.", style="yellow")
    with _local_account(replace(SETTINGS, bedrock=plan.account)):
        _deploy()
        for each in examples:
            _customize(Account(STAGE), each)
    results.print(f"\n[bold green]Demo done[/] in {in_words(time.monotonic() - started)}.")
    results.print(STAND_IN, style="yellow")
    suggest("tailor local", "npx cdk deploy --all -c stage=dev  # on AWS; see the README")


def _example(name: str) -> Path:
    folder = PROJECT / "examples" / name
    if not folder.joinpath(MANIFEST_NAME).is_file():
        known = sorted(path.parent.name for path in folder.parent.glob(f"*/{MANIFEST_NAME}"))
        raise FileUnreadable(
            f"there is no example {name}",
            where=str(folder),
            fix=f"use one of: {', '.join(known)}",
        )
    return folder


def _plan(example: Path) -> Plan:
    path = example / "demo.toml"
    if not path.exists():
        return Plan()
    return msgspec.toml.decode(path.read_bytes(), type=Plan)


@contextmanager
def _local_account(settings: EngineSettings) -> Iterator[None]:
    account = LocalAccount(WORK / "account", settings)
    # Without a handler, SIGTERM would end this process at once and leave the account behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        with _step("Start the local account"):
            account.start()
        # From here on this process and its children reach the local account and nothing else.
        os.environ.update(account.environment())
        yield
    except EngineDidNotStart as error:
        raise DemoFailed(str(error), where=str(account.log)) from error
    except (typer.Exit, TailorError):
        progress.print(f"The log of the local account: {account.log}", soft_wrap=True)
        raise
    finally:
        account.stop()


def _deploy() -> None:
    for title, command in local_deployment(WORK / "cdk.out", ENVIRONMENT).items():
        with _step(title) as show_line:
            run_cdk(*command, log=WORK / f"{command[0]}.log", on_line=show_line)


def _customize(account: Account, example: Path) -> None:
    run_id = submit_job(account, example)
    outcome = watch_run(account, run_id)
    artifacts = WORK / "demo" / run_id
    count = download_run(account, run_id, artifacts)
    results.print(f"{'Copied':<11}{count} documents to {artifacts}\n", soft_wrap=True)
    exit_unless_succeeded(outcome)
    comparisons = ask_both(account, run_id, prompts=[])
    print_comparisons(comparisons)
    exit_unless_answered(comparisons)


@contextmanager
def _step(title: str) -> Iterator[Callable[[str], None]]:
    """Yields a function that shows one line of output beside the title."""
    started = time.monotonic()
    with progress.status(title) as status:
        yield lambda line: status.update(Text.assemble(title, "  ", (line[:80], "dim")))
    progress.print(f"[green]✔[/] {title:<44} {in_words(time.monotonic() - started):>8}")
