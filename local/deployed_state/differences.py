"""The differences between a template and its deployed stack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from local.deployed_state.comparison import holds
from local.deployed_state.intrinsics import Intrinsics
from local.deployed_state.readers import READERS
from local.deployed_state.resource import AbsentError, Resource, is_absence
from local.deployed_state.stack import Clients, deployed_stack

ABSENT = "absent"
NOT_COMPARED = "not compared"
EVERY_PROPERTY = "*"


@dataclass(frozen=True)
class Difference:
    resource: str
    type: str
    property: str
    """`*` when the whole resource is absent or its type has no reader."""
    expected: Any
    observed: Any

    def __str__(self) -> str:
        return (
            f"{self.resource} ({self.type}) {self.property}: "
            f"expected {self.expected!r}, observed {self.observed!r}"
        )


def differences(template: Mapping[str, Any], stack_name: str, clients: Clients) -> list[Difference]:
    """Every property of the template that the deployed stack does not hold as written."""
    clients = cache(clients)
    stack = deployed_stack(stack_name, clients)
    intrinsics = Intrinsics(template, stack, clients)
    definitions = {
        logical_id: definition
        for logical_id, definition in template["Resources"].items()
        if "Condition" not in definition or intrinsics.condition(definition["Condition"])
    }
    found = [
        Difference(logical_id, "", EVERY_PROPERTY, ABSENT, physical_id)
        for logical_id, physical_id in stack.physical_ids.items()
        if logical_id not in definitions
    ]
    for logical_id, definition in definitions.items():
        resource = Resource(
            logical_id=logical_id,
            type=definition["Type"],
            physical_id=stack.physical_ids.get(logical_id, ABSENT),
            expected=intrinsics.properties(definition),
            stack=stack,
            client=clients,
        )
        found.extend(_resource_differences(resource))
    return found


def _resource_differences(resource: Resource) -> Iterator[Difference]:
    read = READERS.get(resource.type)
    if resource.physical_id == ABSENT or read is None:
        why = NOT_COMPARED if read is None else ABSENT
        yield _difference(resource, EVERY_PROPERTY, resource.expected, why)
        return
    try:
        observed = read(resource)
    except (AbsentError, ClientError) as error:
        if isinstance(error, ClientError) and not is_absence(error):
            raise
        yield _difference(resource, EVERY_PROPERTY, resource.expected, f"{ABSENT} ({error})")
        return
    for name, expected in resource.expected.items():
        value = observed.get(name, NOT_COMPARED)
        if not holds(name, expected, value):
            yield _difference(resource, name, expected, value)


def _difference(resource: Resource, name: str, expected: Any, observed: Any) -> Difference:
    return Difference(resource.logical_id, resource.type, name, expected, observed)
