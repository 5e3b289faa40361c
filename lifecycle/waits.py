"""The waiting room: what a run can wait for, and how a wait is written down.

A wait is keyed by what it waits for; the task token in it ends the state that waits. Bedrock's
event wakes it early, a schedule every minute is the truth, a deadline ends what never settles.
"""

from enum import StrEnum

from msgspec import Struct

NOBODY = "nobody"
"""The token of a wait that no state waits in: its run has ended, what comes is to be deleted."""


class Target(StrEnum):
    CUSTOMIZATION = "customization"
    DEPLOYMENT = "deployment"
    THROUGHPUT = "provisioned-throughput"
    IMPORT = "import"
    CUSTOM_MODEL = "custom-model"


class Wait(Struct, frozen=True):
    """`name` is the Bedrock name of the target; times are seconds since the epoch, UTC."""

    target: Target
    name: str
    run_id: str
    token: str
    registered_at: int
    deadline_at: int

    @property
    def is_abandoned(self) -> bool:
        return self.token == NOBODY

    @property
    def wait_id(self) -> str:
        return wait_id(self.target, self.name)

    def overdue_seconds(self, now: float) -> float:
        return max(0.0, now - self.deadline_at)

    def is_overdue(self, now: float) -> bool:
        return now >= self.deadline_at


def wait_id(target: Target, name: str) -> str:
    return f"{target}#{name}"
