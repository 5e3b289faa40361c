"""The four templates read as one deployment, with construct paths in the place of hashed ids.

`{"Fn::GetAtt": ["IntakeBucket8068C236", "Arn"]}` reads `<foundation/IntakeBucket.Arn>`, whichever
stack it stands in; joined text is one string again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Templates = Mapping[str, Mapping[str, Any]]


@dataclass
class Resource:
    type: str
    properties: dict[str, Any]
    deletion_policy: str | None
    depends_on: list[str]


class Deployment:
    """`templates` by the short names of their stacks, such as `foundation`."""

    def __init__(self, templates: Templates) -> None:
        self.resources = {
            _path(stack, body): _resource(stack, body, templates)
            for stack, template in templates.items()
            for body in template["Resources"].values()
        }
        machine = self.resources["lifecycle/Machine/StateMachine"]
        self.definition: dict[str, Any] = json.loads(machine.properties["DefinitionString"])

    def __getitem__(self, path: str) -> dict[str, Any]:
        """The properties of a resource."""
        return self.resources[path].properties

    def of_type(self, *types: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for path, resource in self.resources.items():
            if resource.type in types:
                yield path, resource.properties

    def functions(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The path, the module in lambdas/ and the properties of every function."""
        for path, function in self.of_type("AWS::Lambda::Function"):
            yield path, function["Handler"].split(".")[1], function


def _resource(stack: str, body: Mapping[str, Any], templates: Templates) -> Resource:
    depends_on = body.get("DependsOn", [])
    return Resource(
        type=body["Type"],
        properties=_resolved(body.get("Properties", {}), stack, templates),
        deletion_policy=body.get("DeletionPolicy"),
        depends_on=[
            _path(stack, templates[stack]["Resources"][logical_id])
            for logical_id in ([depends_on] if isinstance(depends_on, str) else depends_on)
        ],
    )


def _path(stack: str, body: Mapping[str, Any]) -> str:
    _, _, path = body["Metadata"]["aws:cdk:path"].partition("/")
    return f"{stack}/{path.removesuffix('/Resource')}"


def _resolved(value: Any, stack: str, templates: Templates) -> Any:
    match value:
        case {"Ref": str(name)}:
            return f"<{_named(stack, name, templates)}>"
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{_named(stack, name, templates)}.{attribute}>"
        case {"Fn::ImportValue": str(name)}:
            return _imported(name, templates)
        case {"Fn::Join": [separator, parts]}:
            return separator.join(str(_resolved(part, stack, templates)) for part in parts)
        case {"Fn::Sub": str(text)}:
            return text
        case dict():
            return {key: _resolved(item, stack, templates) for key, item in value.items()}
        case list():
            return [_resolved(item, stack, templates) for item in value]
    return value


def _named(stack: str, name: str, templates: Templates) -> str:
    body = templates[stack]["Resources"].get(name)
    return _path(stack, body) if body else name


def _imported(name: str, templates: Templates) -> Any:
    for stack, template in templates.items():
        for output in template.get("Outputs", {}).values():
            if output.get("Export", {}).get("Name") == name:
                return _resolved(output["Value"], stack, templates)
    raise KeyError(f"no stack exports {name}")
