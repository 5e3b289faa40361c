"""Ends every wait whose target has settled, failed, vanished or overrun its deadline.

Bedrock's job event settles one wait early; the schedule settles all of them every minute, so a
lost event costs a minute and nothing else.
"""

import os
import time
from collections.abc import Iterable
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from lambdas import abandoned_imports, aws, waiting_room
from lambdas.step import logger
from lambdas.wait_targets import WAIT_TARGETS, observe
from lifecycle import phases
from lifecycle.environment import SettlementEnvironment
from lifecycle.errors import DeadlinePassed, TailorError
from lifecycle.refusal import error_code
from lifecycle.waits import Target, Wait, wait_id

# The state that waited is over: redriven, timed out or aborted. Its token is worth nothing now.
_DEAD_TOKEN = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}
_CAUSE_MAX_LENGTH = 32_000  # Step Functions: SendTaskFailure's cause


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    environment = SettlementEnvironment.from_variables(os.environ)
    if job_name := event.get("detail", {}).get("jobName"):
        wait = waiting_room.find(environment.waits_table, wait_id(Target.CUSTOMIZATION, job_name))
        return {"settled": settle_all([wait] if wait else [], environment.waits_table)}
    waits = list(waiting_room.everyone(environment.waits_table))
    try:
        return {"settled": settle_all(waits, environment.waits_table)}
    finally:
        _report(waits, environment.metric_namespace)


def settle_all(waits: Iterable[Wait], table: str) -> int:
    """How many waits ended. One that cannot be settled never keeps the others waiting."""
    settled, errors = 0, list[Exception]()
    for wait in waits:
        try:
            settled += settle(wait, table)
        except Exception as error:  # raised below, once the others have had their turn
            errors.append(error)
            logger.exception("wait not settled", extra={"wait_id": wait.wait_id})
    if errors:
        raise errors[0]
    return settled


def settle(wait: Wait, table: str) -> bool:
    if wait.is_abandoned:
        return abandoned_imports.clear(wait, table)
    try:
        outcome = _outcome(wait)
    except TailorError as failure:
        _answer(wait, table, failure)
        return True
    if outcome is None:
        return False
    _answer(wait, table, outcome)
    return True


def _outcome(wait: Wait) -> dict[str, str] | None:
    """None while there is nothing to say; the result once done. Raises what the run fails with."""
    target = WAIT_TARGETS[wait.target]
    observed = observe(wait.target, wait.name)
    meaning = phases.meaning(target.statuses, observed.status, observed.arn)
    if meaning is phases.Phase.DONE:
        return {"arn": observed.arn, "status": observed.status}
    if not isinstance(meaning, phases.Phase):
        raise meaning(
            f"the {wait.target} ended with the status {observed.status}",
            where=observed.arn,
            why=observed.message,
            fix="correct what the reason names and upload it: the new version starts a new run",
        )
    if not wait.is_overdue(time.time()):
        return None
    target.stop(wait.name)
    raise DeadlinePassed(
        f"the {wait.target} was still {observed.status} at its deadline, and is given up",
        where=observed.arn,
        fix="look for the cause in the Bedrock console, or raise the deadline in settings.py",
    )


def _answer(wait: Wait, table: str, outcome: dict[str, str] | TailorError) -> None:
    machine = aws.stepfunctions()
    try:
        if isinstance(outcome, TailorError):
            machine.send_task_failure(
                taskToken=wait.token,
                error=type(outcome).__name__,
                cause=str(outcome)[:_CAUSE_MAX_LENGTH],
            )
        else:
            machine.send_task_success(
                taskToken=wait.token, output=msgspec.json.encode(outcome).decode()
            )
    except ClientError as error:
        if error_code(error) not in _DEAD_TOKEN:
            raise
        logger.warning("nobody waits any more", extra={"wait_id": wait.wait_id})
    waiting_room.leave(table, wait)


def _report(waits: list[Wait], namespace: str) -> None:
    now = time.time()
    oldest = max((wait.age_seconds(now) for wait in waits), default=0.0)
    aws.cloudwatch().put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": "Sweeps", "Value": 1, "Unit": "Count"},
            {"MetricName": "Waits", "Value": len(waits), "Unit": "Count"},
            {"MetricName": "OldestWait", "Value": oldest, "Unit": "Seconds"},
        ],
    )
