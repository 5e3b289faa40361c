"""What names a run, or one trial of it: the whole input of most steps."""

from msgspec import Struct


class RunReference(Struct, frozen=True):
    run_id: str


class TrialReference(Struct, frozen=True):
    run_id: str
    trial: int
