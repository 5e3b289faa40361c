"""Resolves a template's intrinsic functions against its deployed stack."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from local.deployed_state.attributes import attribute
from local.deployed_state.stack import Clients, Stack

_NO_VALUE = object()
_SUBSTITUTION = re.compile(r"\$\{(!?)([^}]+)\}")


class Intrinsics:
    """Replaces every intrinsic function in a value with what it stands for in the stack."""

    def __init__(self, template: Mapping[str, Any], stack: Stack, clients: Clients) -> None:
        self._template = template
        self._stack = stack
        self._clients = clients
        self._attributes: dict[tuple[str, str], Any] = {}
        self._references = {
            **stack.parameters,
            **stack.physical_ids,
            "AWS::AccountId": stack.account,
            "AWS::Region": stack.region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": stack.name,
            "AWS::StackId": stack.stack_id,
            "AWS::NoValue": _NO_VALUE,
        }
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._references.__getitem__,
            "Condition": self.condition,
            "Fn::GetAtt": self._get_att,
            "Fn::ImportValue": lambda name: self._stack.exports[self.resolve(name)],
            "Fn::Join": self._join,
            "Fn::Sub": self._sub,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
            "Fn::If": self._if,
            "Fn::Equals": lambda pair: self.resolve(pair[0]) == self.resolve(pair[1]),
            "Fn::And": lambda terms: all(map(self.resolve, terms)),
            "Fn::Or": lambda terms: any(map(self.resolve, terms)),
            "Fn::Not": lambda terms: not self.resolve(terms[0]),
        }

    def resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not _NO_VALUE]
        if not isinstance(value, dict):
            return value
        if function := self._function_of(value):
            return function(next(iter(value.values())))
        resolved = {key: self.resolve(member) for key, member in value.items()}
        return {key: member for key, member in resolved.items() if member is not _NO_VALUE}

    def properties(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        """The resource's properties; of those that cannot be known, why not."""
        resolved = {}
        for name, value in definition.get("Properties", {}).items():
            try:
                resolved[name] = self.resolve(value)
            except (LookupError, ClientError) as error:
                resolved[name] = f"not resolved ({error})"
        return {name: value for name, value in resolved.items() if value is not _NO_VALUE}

    def condition(self, name: str) -> bool:
        return bool(self.resolve(self._template["Conditions"][name]))

    def _function_of(self, value: dict[str, Any]) -> Callable[[Any], Any] | None:
        if len(value) != 1:
            return None
        name = next(iter(value))
        if name == "Condition" and not isinstance(value[name], str):
            return None  # the Condition block of a policy statement
        if name.startswith("Fn::") and name not in self._functions:
            raise NotImplementedError(f"intrinsic function {name}")
        return self._functions.get(name)

    def _get_att(self, path: Any) -> Any:
        logical_id, name = path if isinstance(path, list) else path.split(".", 1)
        if (logical_id, name) not in self._attributes:
            self._attributes[logical_id, name] = attribute(
                self._template["Resources"][logical_id]["Type"],
                name,
                self._stack.physical_ids[logical_id],
                self._stack,
                self._clients,
            )
        return self._attributes[logical_id, name]

    def _join(self, arguments: list[Any]) -> str:
        delimiter, values = arguments
        return str(delimiter).join(str(self.resolve(value)) for value in self.resolve(values))

    def _sub(self, argument: Any) -> str:
        text, variables = argument if isinstance(argument, list) else (argument, {})

        def value(match: re.Match[str]) -> str:
            literal, name = match.groups()
            if literal:
                return "${" + name + "}"
            if name in variables:
                return str(self.resolve(variables[name]))
            return str(self._get_att(name) if "." in name else self._references[name])

        return _SUBSTITUTION.sub(value, text)

    def _select(self, arguments: list[Any]) -> Any:
        index, values = arguments
        return self.resolve(values)[int(index)]

    def _split(self, arguments: list[Any]) -> list[str]:
        delimiter, text = arguments
        return str(self.resolve(text)).split(delimiter)

    def _find_in_map(self, arguments: list[Any]) -> Any:
        name, first, second = self.resolve(arguments)
        return self._template["Mappings"][name][first][second]

    def _if(self, arguments: list[Any]) -> Any:
        name, when_true, when_false = arguments
        return self.resolve(when_true if self.condition(name) else when_false)
