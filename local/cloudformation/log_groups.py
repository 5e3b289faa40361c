"""AWS::Logs::LogGroup: a name of its own for every new group."""

from typing import Any

from ministack.services.cloudformation import provisioners

from local.cloudformation.resource_types import Created, Properties, generate_name

_TYPE = "AWS::Logs::LogGroup"


def extend() -> None:
    handlers = provisioners._RESOURCE_HANDLERS[_TYPE]
    create, update = handlers["create"], handlers["update"]

    def create_named(logical_id: str, properties: Properties, stack_name: str) -> Created:
        name = provisioners._physical_name(stack_name, logical_id, max_len=512)
        created: Created = create(logical_id, {"LogGroupName": name, **properties}, stack_name)
        return created

    def update_named(
        name: str, previous: Properties, properties: Properties, *names: Any
    ) -> Created:
        named = {"LogGroupName": name, **properties}
        updated: Created = update(name, previous, named, *names)
        return updated

    handlers.update(create=create_named, update=update_named)
    generate_name(_TYPE)
