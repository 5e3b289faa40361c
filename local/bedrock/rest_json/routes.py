"""Which operation of a service a method and path mean."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from botocore.model import OperationModel, ServiceModel

from local.bedrock.errors import UnknownOperationException


class Route(NamedTuple):
    method: str
    path: re.Pattern[str]
    operation: OperationModel


class Routes:
    def __init__(self, model: ServiceModel) -> None:
        operations = [model.operation_model(name) for name in model.operation_names]
        # The more is fixed in a path, the earlier it is tried.
        operations.sort(key=lambda each: -len(re.sub(r"{.*?}", "", each.http["requestUri"])))
        self._routes = [_route(operation) for operation in operations]

    def find(self, method: str, path: str) -> tuple[OperationModel, dict[str, str]]:
        """The operation and the values of the labels in its path."""
        for route in self._routes:
            found = route.path.fullmatch(path) if route.method == method else None
            if found:
                labels = {name: unquote(value) for name, value in found.groupdict().items()}
                return route.operation, labels
        raise UnknownOperationException(f"There is no operation {method} {path}.")


def _route(operation: OperationModel) -> Route:
    path = re.escape(operation.http["requestUri"].split("?")[0])
    # A label is an identifier and may be an ARN, whose slashes arrive decoded or encoded.
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", path)
    return Route(operation.http["method"], re.compile(pattern + "/?"), operation)
