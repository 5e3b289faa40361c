"""Register wait, into a fake table."""

import time

import pytest

from lambdas import register_wait, waiting_room
from lifecycle.waits import Target, wait_id
from tests.lambdas.fakes.account import (
    CUSTOMIZATION_MINUTES,
    DEPLOYMENT_MINUTES,
    IMPORT_MINUTES,
    WAITS,
    FakeAccount,
)


@pytest.mark.parametrize(
    ("target", "name", "minutes"),
    [
        (Target.CUSTOMIZATION, "job-1-t2", CUSTOMIZATION_MINUTES),
        (Target.DEPLOYMENT, "job-1", DEPLOYMENT_MINUTES),
        (Target.THROUGHPUT, "job-1", DEPLOYMENT_MINUTES),
        (Target.IMPORT, "job-1", IMPORT_MINUTES),
        (Target.CUSTOM_MODEL, "job-1", IMPORT_MINUTES),
    ],
)
def test_a_wait_is_kept_under_the_name_of_its_target_with_its_own_deadline(
    account: FakeAccount, target: Target, name: str, minutes: int
) -> None:
    event = {"run_id": "job-1", "trial": 2, "target": target.value, "token": "t"}
    register_wait.handler(event, None)
    wait = waiting_room.find(WAITS, wait_id(target, name))
    assert wait is not None
    assert (wait.run_id, wait.token, wait.name) == ("job-1", "t", name)
    assert wait.deadline_at - wait.registered_at == 60 * minutes
    assert abs(wait.registered_at - time.time()) < 60


def test_a_redriven_state_waits_with_its_new_token(account: FakeAccount) -> None:
    event = {"run_id": "job-1", "target": "deployment", "token": "old"}
    register_wait.handler(event, None)
    register_wait.handler(event | {"token": "new"}, None)
    assert [wait.token for wait in waiting_room.everyone(WAITS)[0]] == ["new"]


def test_everyone_is_found_beyond_the_first_page(account: FakeAccount) -> None:
    for number in range(5):
        event = {"run_id": f"job-{number}", "target": "deployment", "token": "t"}
        register_wait.handler(event, None)
    assert len(waiting_room.everyone(WAITS)[0]) == 5


def test_leaving_removes_no_wait_that_was_registered_again(account: FakeAccount) -> None:
    event = {"run_id": "job-1", "target": "deployment", "token": "old"}
    register_wait.handler(event, None)
    ((old,), _) = waiting_room.everyone(WAITS)
    register_wait.handler(event | {"token": "new"}, None)
    waiting_room.leave(WAITS, old)
    assert [wait.token for wait in waiting_room.everyone(WAITS)[0]] == ["new"]
