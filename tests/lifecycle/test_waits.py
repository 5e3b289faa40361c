"""Waits: identity, age and deadline."""

import pytest

from lifecycle.waits import Target, Wait, wait_id

WAIT = Wait(
    target=Target.CUSTOMIZATION,
    name="x-1-t0",
    run_id="x-1",
    token="t",
    registered_at=1_000,
    deadline_at=2_000,
)


def test_a_wait_is_known_by_what_it_waits_for() -> None:
    assert WAIT.wait_id == wait_id(Target.CUSTOMIZATION, "x-1-t0") == "customization#x-1-t0"
    assert wait_id(Target.DEPLOYMENT, "x-1-t0") != WAIT.wait_id


@pytest.mark.parametrize(
    ("now", "overdue"), [(0, False), (1_999.9, False), (2_000, True), (3_000, True)]
)
def test_a_wait_is_overdue_from_its_deadline_on(now: float, overdue: bool) -> None:
    assert WAIT.is_overdue(now) is overdue


@pytest.mark.parametrize(("now", "seconds"), [(1_000, 0), (2_000, 0), (2_060, 60)])
def test_a_wait_is_overdue_by_what_it_is_beyond_its_deadline(now: float, seconds: float) -> None:
    assert WAIT.overdue_seconds(now) == seconds
