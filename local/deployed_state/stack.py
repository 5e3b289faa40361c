"""A deployed stack as CloudFormation describes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Clients = Callable[[str], Any]
"""boto3 client by service name."""


@dataclass(frozen=True)
class Stack:
    name: str
    stack_id: str
    physical_ids: Mapping[str, str]
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    exports: Mapping[str, str]
    """Exports of every stack of the account, which Fn::ImportValue names."""

    @property
    def region(self) -> str:
        return self.stack_id.split(":")[3]

    @property
    def account(self) -> str:
        return self.stack_id.split(":")[4]


def deployed_stack(name: str, clients: Clients) -> Stack:
    cloudformation = clients("cloudformation")
    described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return Stack(
        name=described["StackName"],
        stack_id=described["StackId"],
        physical_ids=_physical_ids(cloudformation, name),
        parameters={
            parameter["ParameterKey"]: parameter.get("ResolvedValue", parameter["ParameterValue"])
            for parameter in described.get("Parameters", [])
        },
        tags={tag["Key"]: tag["Value"] for tag in described.get("Tags", [])},
        exports=_exports(cloudformation),
    )


def _physical_ids(cloudformation: Any, stack_name: str) -> dict[str, str]:
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    return {
        resource["LogicalResourceId"]: resource["PhysicalResourceId"]
        for page in pages
        for resource in page["StackResourceSummaries"]
    }


def _exports(cloudformation: Any) -> dict[str, str]:
    pages = cloudformation.get_paginator("list_exports").paginate()
    return {export["Name"]: export["Value"] for page in pages for export in page["Exports"]}
