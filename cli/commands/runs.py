"""`tailor runs`: the runs of a stage, newest first."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

import typer
from msgspec import Struct
from rich.table import Table

from cli.account import Account
from cli.failures import failure_reason
from cli.following import ENDED, SUCCEEDED
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.terminal import in_words, print_json, results, suggest

_STYLES = {SUCCEEDED: "green", "RUNNING": "cyan"}


class ListedRun(Struct, frozen=True):
    """`reason` is set for runs that ended without a model."""

    run_id: str
    status: str
    started_at: datetime
    seconds: float
    reason: str | None


def runs(
    limit: Annotated[int, typer.Option(min=1, help="The most runs to list.")] = 20,
    stage: Stage = DEFAULT_STAGE,
    as_json: Json = False,
) -> None:
    """List the runs of a stage, newest first."""
    account = Account(stage)
    listed = newest_runs(account, limit)
    if as_json:
        print_json(listed)
        return
    results.print(_table(listed) if listed else f"no runs yet in stage {stage}")
    suggest(f"tailor watch {listed[0].run_id}" if listed else "tailor submit DIR")


def newest_runs(account: Account, limit: int) -> list[ListedRun]:
    pages = account.stepfunctions.get_paginator("list_executions").paginate(
        stateMachineArn=account.state_machine_arn
    )
    executions = (execution for page in pages for execution in page["executions"])
    now = datetime.now(UTC)
    return [
        ListedRun(
            run_id=execution["name"],
            status=execution["status"],
            started_at=execution["startDate"],
            seconds=(execution.get("stopDate", now) - execution["startDate"]).total_seconds(),
            reason=_reason(account, execution["name"], execution["status"]),
        )
        for execution in islice(executions, limit)
    ]


def _reason(account: Account, run_id: str, status: str) -> str | None:
    if status not in ENDED or status == SUCCEEDED:
        return None
    return failure_reason(account, run_id, status).splitlines()[0]


def _table(listed: list[ListedRun]) -> Table:
    table = Table(box=None, pad_edge=False)
    longest = max(len(run.run_id) for run in listed)
    # Where the terminal is narrow, the reason gives way: run ids are there to be copied.
    for title, width in {"Run": longest, "Status": 9, "Started": 16, "Duration": 9}.items():
        table.add_column(title, min_width=width, no_wrap=True)
    table.add_column("Reason", no_wrap=True)
    for run in listed:
        started = run.started_at.astimezone().strftime("%Y-%m-%d %H:%M")
        status = f"[{_STYLES.get(run.status, 'red')}]{run.status}[/]"
        table.add_row(run.run_id, status, started, in_words(run.seconds), run.reason)
    return table
