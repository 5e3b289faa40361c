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
    run_id = run or newest_run(account)
    if as_json:
        outcome = watch_run_as_json(account, run_id)
    else:
        outcome = watch_run(account, run_id)
        suggest_after(outcome)
    exit_unless_succeeded(outcome)


def watch_run(account: Account, run_id: str) -> RunOutcome:
    outcome = _watch(account, run_id, show)
    print_report(outcome)
    return outcome


def watch_run_as_json(account: Account, run_id: str) -> RunOutcome:
    outcome = _watch(account, run_id, print_changes)
    print_json(outcome.to_event())
    return outcome


def suggest_after(outcome: RunOutcome) -> None:
    run_id = outcome.snapshot.run_id
    if outcome.snapshot.status == SUCCEEDED:
        suggest(f"tailor ask {run_id}")
    else:
        suggest("tailor submit DIR  # once corrected: new versions start a new run")


def exit_unless_succeeded(outcome: RunOutcome) -> None:
    if outcome.snapshot.status != SUCCEEDED:
        raise typer.Exit(FAILED)


def _watch(account: Account, run_id: str, view: View) -> RunOutcome:
    try:
        return RunOutcome.of(account, view(follow(account, run_id)))
    except KeyboardInterrupt:
        suggest(f"tailor watch {run_id}  # the run goes on without you")
        raise typer.Exit(INTERRUPTED) from None
