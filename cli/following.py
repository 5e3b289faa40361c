"""Follows a run: one snapshot after the other, until it has ended."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from cli.account import Account
from cli.errors import RunNotFound
from cli.history import StateVisit, visits
from cli.waiting import waiting_for

SUCCEEDED = "SUCCEEDED"
ENDED = (SUCCEEDED, "FAILED", "TIMED_OUT", "ABORTED")
NOT_STARTED = "NOT_STARTED"
START_SECONDS = 180.0
"""How long a submitted run may take to start: its files settle first, then a queue delivers."""


class RunSnapshot(Struct, frozen=True):
    """`status` is Step Functions' own; NOT_STARTED while intake has not started the run."""

    run_id: str
    status: str
    states: tuple[StateVisit, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    waiting_for: str = ""
    cause: str = ""

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    def seconds(self, now: datetime) -> float:
        return ((self.ended_at or now) - (self.started_at or now)).total_seconds()


def follow(account: Account, run_id: str) -> Iterator[RunSnapshot]:
    """The last snapshot is of a run that has ended. Raises RunNotFound if it never starts."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        snapshot = take_snapshot(account, run_id)
        if snapshot.status == NOT_STARTED and time.monotonic() > deadline:
            raise not_found(account, run_id)
        yield snapshot
        if snapshot.has_ended:
            return
        time.sleep(_pause_seconds(snapshot))


def take_snapshot(account: Account, run_id: str) -> RunSnapshot:
    arn = execution_arn(account.state_machine_arn, run_id)
    try:
        execution = account.stepfunctions.describe_execution(executionArn=arn)
    except account.stepfunctions.exceptions.ExecutionDoesNotExist:
        return RunSnapshot(run_id, NOT_STARTED, waiting_for="the files to settle in the bucket")
    history = account.stepfunctions.get_paginator("get_execution_history").paginate(
        executionArn=arn, includeExecutionData=False
    )
    states = visits(event for page in history for event in page["events"])
    return RunSnapshot(
        run_id=run_id,
        status=execution["status"],
        states=states,
        started_at=execution["startDate"],
        ended_at=execution.get("stopDate"),
        waiting_for=waiting_for(account, run_id, states),
        cause=execution.get("cause", ""),
    )


def execution_arn(state_machine_arn: str, run_id: str) -> str:
    return f"{state_machine_arn.replace(':stateMachine:', ':execution:')}:{run_id}"


def newest_run(account: Account) -> str:
    found = account.stepfunctions.list_executions(
        stateMachineArn=account.state_machine_arn, maxResults=1
    )["executions"]
    if not found:
        raise RunNotFound(
            "there is no run yet", where=f"stage {account.stage}", fix="tailor submit DIR"
        )
    return found[0]["name"]


def not_found(account: Account, run_id: str) -> RunNotFound:
    return RunNotFound(
        f"no run {run_id} has started",
        where=f"stage {account.stage}",
        why="the id is wrong, or intake refused the files",
        fix=f"`tailor runs` lists the runs; refusals are in s3://{account.output_bucket}/quarantine/",
    )


def _pause_seconds(snapshot: RunSnapshot) -> float:
    """Half a second at first; at most ten, once a run has been going on for some minutes."""
    return min(10.0, max(0.5, snapshot.seconds(datetime.now(UTC)) / 30))
