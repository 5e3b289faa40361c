"""Defects that no off-the-shelf checker reports, to prove that our rules find them."""

from tests.stacks.defects import identity, lifecycle, services, state_machine, storage

DEFECTS = [
    *storage.DEFECTS,
    *identity.DEFECTS,
    *services.DEFECTS,
    *lifecycle.DEFECTS,
    *state_machine.DEFECTS,
]
