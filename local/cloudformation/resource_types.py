"""Completes the resource types of ministack that drop properties, and adds those it lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import new_uuid
from ministack.services.cloudformation import provisioners

Properties = Mapping[str, Any]
Created = tuple[str, dict[str, Any]]
"""Physical id and attributes, as a provisioner answers them."""


@dataclass(frozen=True)
class Provisioned:
    """A resource that ministack has just created or updated."""

    physical_id: str
    properties: Properties
    previous: Properties
    """The properties it had before; empty when it is new."""

    def is_dropped(self, name: str) -> bool:
        return name in self.previous and name not in self.properties


Completion = Callable[[Provisioned], None]
Create = Callable[[str, Properties, str], Created]
"""From logical id, properties and stack name."""
Update = Callable[[str, Properties, Properties, str], Created]
"""From physical id, previous properties, properties and stack name."""
Delete = Callable[[str, Properties], None]


def add_type(
    resource_type: str, create: Create, update: Update, delete: Delete, replacing: tuple[str, ...]
) -> None:
    """`replacing` names the properties that cannot change without a new resource."""
    provisioners._RESOURCE_HANDLERS[resource_type] = {
        "create": create,
        "update": update,
        "delete": delete,
    }
    provisioners._REPLACING_PROPERTIES[resource_type] = replacing
    generate_name(resource_type)
    tag_with_stack(resource_type)


def complete(resource_type: str, completion: Completion) -> None:
    """Let `completion` follow every creation and update of the type."""
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def create_completely(logical_id: str, properties: Properties, stack_name: str) -> Created:
        physical_id, attributes = create(logical_id, properties, stack_name)
        try:
            completion(Provisioned(physical_id, properties, {}))
        except Exception:
            delete(physical_id, properties)
            raise
        return physical_id, attributes

    def update_completely(
        physical_id: str, previous: Properties, properties: Properties, *names: str
    ) -> Created:
        updated_id, attributes = update(physical_id, previous, properties, *names)
        is_same = updated_id == physical_id
        try:
            completion(Provisioned(updated_id, properties, previous if is_same else {}))
        except Exception:
            if is_same:  # CloudFormation takes a failed update for one that changed nothing
                update(physical_id, properties, previous, *names)
                completion(Provisioned(physical_id, previous, properties))
            raise
        return updated_id, attributes

    handlers.update(create=create_completely, update=update_completely)


def generate_name(resource_type: str) -> None:
    """Give every new resource of the type a name of its own, as CloudFormation does.

    ministack derives generated names from the stack's and would take over what an earlier stack
    of the same name retained. The seed stays on the resource's record, so updates keep the name.
    """
    handlers = provisioners._RESOURCE_HANDLERS[resource_type]
    create = handlers["create"]

    def create_under_new_name(logical_id: str, properties: Properties, stack_name: str) -> Created:
        if not provisioners._NAME_SEED.get():
            provisioners._NAME_SEED.set(new_uuid()[:8])
        created: Created = create(logical_id, properties, stack_name)
        return created

    handlers["create"] = create_under_new_name


def tag_with_stack(resource_type: str) -> None:
    """Let the stack's tags and CloudFormation's own reach the type's `Tags` property."""
    provisioners._STACK_TAG_PROPERTY[resource_type] = ("Tags", "list")


def tag_map(properties: Properties) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
