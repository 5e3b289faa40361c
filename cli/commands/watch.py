"""`tailor watch`: follows a run until it has ended, and reports what it came to."""

from collections.abc import Callable, Iterable
from typing import Annotated

import typer

from cli.account import Account
from cli.errors import FAILED, INTERRUPTED
from cli.following import SUCCEEDED, RunSnapshot, follow, newest_run
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.run_report import RunOutcome, print_report
from cli.run_views import print_changes, show
from cli.terminal import print_json, suggest

View = Callable[[Iterable[RunSnapshot]], RunSnapshot]


def watch(
    run: Annotated[str | None, typer.Argument(help="A run id; the newest run if left out.")] = None,
    stage: Stage = DEFAULT_STAGE,
    as_json: Json = False,
) -> None:
    """Follow a run live: its states, what it waits for, how it learned, where it serves.

    Exits with 0 when the run SUCCEEDED, 1 when it did not, 2 when there is no such run.
    """
    account = Account(stage)
    follow_run = watch_run_as_json if as_json else watch_run
    follow_run(account, run or newest_run(account))


def watch_run(account: Account, run_id: str) -> None:
    outcome = _watch(account, run_id, show)
    print_report(outcome)
    succeeded = outcome.snapshot.status == SUCCEEDED
    suggest(f"tailor ask {run_id}" if succeeded else "correct what the reason names, then submit")
    _exit_by(outcome)


def watch_run_as_json(account: Account, run_id: str) -> None:
    outcome = _watch(account, run_id, print_changes)
    print_json(outcome.to_event())
    _exit_by(outcome)


def _watch(account: Account, run_id: str, view: View) -> RunOutcome:
    try:
        return RunOutcome.of(account, view(follow(account, run_id)))
    except KeyboardInterrupt:
        suggest(f"tailor watch {run_id}  # the run goes on without you")
        raise typer.Exit(INTERRUPTED) from None


def _exit_by(outcome: RunOutcome) -> None:
    if outcome.snapshot.status != SUCCEEDED:
        raise typer.Exit(FAILED)
