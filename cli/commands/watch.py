"""`tailor watch`: follows a run until it has ended, and reports what it came to."""

from collections.abc import Callable
from typing import Annotated

import typer

from cli.account import Account
from cli.errors import FAILED, INTERRUPTED
from cli.following import SUCCEEDED, follow, newest_run
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.run_report import RunOutcome, print_report
from cli.run_views import print_changes, show
from cli.terminal import print_json, suggest

Watching = Callable[[Account, str], RunOutcome]


def watch(
    run: Annotated[str | None, typer.Argument(help="A run id; the newest run if left out.")] = None,
    stage: Stage = DEFAULT_STAGE,
    as_json: Json = False,
) -> None:
    """Follow a run live: its states, what it waits for, how it learned, where it serves.

    Exits with 0 when the run SUCCEEDED, 1 when it did not, 2 when there is no such run.
    """
    account = Account(stage)
    watch_to_the_end(
        account, run or newest_run(account), watch_run_as_json if as_json else watch_run
    )


def watch_to_the_end(account: Account, run_id: str, watching: Watching) -> None:
    """Exits by what the run came to."""
    try:
        outcome = watching(account, run_id)
    except KeyboardInterrupt:
        suggest(f"tailor watch {run_id}  # the run goes on without you")
        raise typer.Exit(INTERRUPTED) from None
    exit_unless_succeeded(outcome)
    suggest(f"tailor ask {run_id}")


def watch_run(account: Account, run_id: str) -> RunOutcome:
    outcome = RunOutcome.of(account, show(follow(account, run_id)))
    print_report(outcome)
    return outcome


def watch_run_as_json(account: Account, run_id: str) -> RunOutcome:
    outcome = RunOutcome.of(account, print_changes(follow(account, run_id)))
    print_json(outcome.to_event())
    return outcome


def exit_unless_succeeded(outcome: RunOutcome) -> None:
    if outcome.snapshot.status != SUCCEEDED:
        suggest("tailor submit DIR  # once corrected: new versions start a new run")
        raise typer.Exit(FAILED)
