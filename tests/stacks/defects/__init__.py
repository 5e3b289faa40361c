"""Defects that no off-the-shelf checker reports, to prove that our rules find them."""

from tests.stacks.defects import (
    identity,
    lifecycle,
    service_roles,
    services,
    state_machine,
    storage,
)

DEFECTS = [
    *storage.DEFECTS,
    *identity.DEFECTS,
    *service_roles.DEFECTS,
    *services.DEFECTS,
    *lifecycle.DEFECTS,
    *state_machine.DEFECTS,
]
