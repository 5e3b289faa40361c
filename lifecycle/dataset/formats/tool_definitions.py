"""What Forge asks of the tools that a chat line defines."""

from collections.abc import Iterator
from typing import Any

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.problem import Problem


def tool_problems(tools: list[Any]) -> Iterator[Problem]:
    for number, tool in enumerate(tools):
        function = tool.get("function") if isinstance(tool, dict) else None
        if not isinstance(function, dict):
            yield _problem(number, "it has no function")
            continue
        for field in ("name", "description"):
            if not function.get(field):
                yield _problem(number, f"its function has no {field}")
        parameters = function.get("parameters")
        if not isinstance(parameters, dict) or parameters.get("type") != "object":
            yield _problem(number, 'its parameters are not of the type "object"')


def _problem(number: int, message: str) -> Problem:
    return Problem(
        code="tool-definition",
        path=f"$.tools[{number}]",
        message=f"the tool is incomplete: {message}",
        fix='write {"type": "function", "function": {"name", "description", "parameters"}}',
        source="Forge",
        severity=Severity.WARNING,
    )
