"""Which rules an error matches, and how long a retry waits."""

import pytest

from local.state_machines.errors import StateError, first_matching, retry_delay_seconds


@pytest.mark.parametrize(
    ("names", "error", "matches"),
    [
        (["Throttled"], "Throttled", True),
        (["Throttled"], "Other", False),
        (["States.ALL"], "Other", True),
        (["States.ALL"], "States.Timeout", True),
        (["States.TaskFailed"], "Other", True),
        (["States.TaskFailed"], "States.Timeout", False),
        (["States.ALL"], "States.Runtime", False),
        (["States.Runtime"], "States.Runtime", False),
        (["States.ALL"], "States.DataLimitExceeded", False),
        (["States.DataLimitExceeded"], "States.DataLimitExceeded", True),
    ],
)
def test_wildcards_match_all_but_the_terminal_errors(names, error, matches):
    found = first_matching([{"ErrorEquals": names}], StateError(error))
    assert (found is not None) is matches


def test_the_first_matching_rule_decides():
    rules = [{"ErrorEquals": ["Busy"], "n": 0}, {"ErrorEquals": ["States.ALL"], "n": 1}]
    assert first_matching(rules, StateError("Busy"))[0] == 0
    assert first_matching(rules, StateError("Else"))[0] == 1


def test_intervals_grow_by_the_backoff_rate_up_to_the_maximum_delay():
    retrier = {"IntervalSeconds": 2, "BackoffRate": 3, "MaxDelaySeconds": 20, "MaxAttempts": 4}
    delays = [retry_delay_seconds(retrier, attempts) for attempts in range(5)]
    assert delays == [2, 6, 18, 20, None]


def test_full_jitter_stays_within_the_delay():
    retrier = {"IntervalSeconds": 10, "JitterStrategy": "FULL"}
    delays = [retry_delay_seconds(retrier, 0) for _ in range(50)]
    assert all(0 <= delay <= 10 for delay in delays)
    assert max(delays) - min(delays) > 1


def test_no_attempts_means_no_retry():
    assert retry_delay_seconds({"MaxAttempts": 0}, 0) is None
