"""Errors of a state, which Retry and Catch rules they match, and how long a retry waits."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RUNTIME = "States.Runtime"
DATA_LIMIT = "States.DataLimitExceeded"
TIMEOUT = "States.Timeout"
THRESHOLD_EXCEEDED = "States.ExceedToleratedFailureThreshold"
# https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
NEVER_MATCHED = frozenset({RUNTIME})
NOT_MATCHED_BY_WILDCARD = frozenset({DATA_LIMIT})

DEFAULT_INTERVAL_SECONDS = 1
DEFAULT_MAX_ATTEMPTS = 3
DEFAULT_BACKOFF_RATE = 2.0


@dataclass(eq=False)
class StateError(Exception):
    error: str
    cause: str = ""

    def as_output(self) -> dict[str, str]:
        return {"Error": self.error, "Cause": self.cause}


def first_matching(
    rules: Sequence[Mapping[str, Any]], error: StateError
) -> tuple[int, Mapping[str, Any]] | None:
    """The first retrier or catcher for this error, and its position."""
    for position, rule in enumerate(rules):
        if _matches(rule["ErrorEquals"], error.error):
            return position, rule
    return None


def retry_delay_seconds(retrier: Mapping[str, Any], attempts_made: int) -> float | None:
    """How long to wait before the next attempt; None once MaxAttempts are used up."""
    if attempts_made >= retrier.get("MaxAttempts", DEFAULT_MAX_ATTEMPTS):
        return None
    interval: float = retrier.get("IntervalSeconds", DEFAULT_INTERVAL_SECONDS)
    delay = interval * retrier.get("BackoffRate", DEFAULT_BACKOFF_RATE) ** attempts_made
    delay = min(delay, retrier.get("MaxDelaySeconds", delay))
    if retrier.get("JitterStrategy") == "FULL":
        return random.uniform(0, delay)  # noqa: S311
    return float(delay)


def _matches(names: Sequence[str], error: str) -> bool:
    if error in NEVER_MATCHED:
        return False
    if error in names:
        return True
    if error in NOT_MATCHED_BY_WILDCARD:
        return False
    return "States.ALL" in names or ("States.TaskFailed" in names and error != TIMEOUT)
