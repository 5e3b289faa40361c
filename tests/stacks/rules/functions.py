"""Rules for the functions: what each has for itself, and that it can start."""

import importlib
from collections.abc import Iterator
from typing import Any

import msgspec
from aws_cdk.aws_lambda import Runtime

from lifecycle.environment import Variables
from tests.stacks.deployment import Deployment


def functions_share_no_role(deployment: Deployment) -> Iterator[str]:
    yield from _shared(deployment, lambda function: function["Role"])


def functions_share_no_log_group(deployment: Deployment) -> Iterator[str]:
    yield from _shared(deployment, lambda function: function.get("LoggingConfig", {})["LogGroup"])


def _shared(deployment: Deployment, part: Any) -> Iterator[str]:
    owner: dict[str, str] = {}
    for path, _, function in deployment.functions():
        first = owner.setdefault(part(function), path)
        if first != path:
            yield f"{path} and {first}"


def logs_expire(deployment: Deployment) -> Iterator[str]:
    for path, group in deployment.of_type("AWS::Logs::LogGroup"):
        if not group.get("RetentionInDays"):
            yield path


def functions_are_traced(deployment: Deployment) -> Iterator[str]:
    for path, _, function in deployment.functions():
        if function.get("TracingConfig") != {"Mode": "Active"}:
            yield path


def functions_leave_no_event_behind(deployment: Deployment) -> Iterator[str]:
    """But for graders: Amazon Bedrock waits for their answers."""
    for path, module, function in deployment.functions():
        if module != "grade_samples" and function.get("DeadLetterConfig") != {
            "TargetArn": "<lifecycle/DeadLetters.Arn>"
        }:
            yield path


def functions_run_on_arm_under_the_newest_python(deployment: Deployment) -> Iterator[str]:
    minors = [int(name[9:]) for name in dir(Runtime) if name[:9] == "PYTHON_3_" and name[9:] != ""]
    newest = f"python3.{max(minors)}"
    for path, _, function in deployment.functions():
        if (function["Runtime"], function.get("Architectures")) != (newest, ["arm64"]):
            yield f"{path}: {function['Runtime']} on {function.get('Architectures')}"


def variables_are_what_the_handler_reads(deployment: Deployment) -> Iterator[str]:
    for path, module, function in deployment.functions():
        variables = function["Environment"]["Variables"]
        for environment in _environments(module):
            if {name.lower() for name in variables} != set(environment.__struct_fields__):
                yield f"{path}: {sorted(variables)}"
                continue
            try:
                environment.from_variables(variables)
            except msgspec.ValidationError as error:
                yield f"{path}: {error}"


def _environments(module: str) -> list[type[Variables]]:
    """The one that the handler's module imports; none where it reads no variable."""
    handler = importlib.import_module(f"lambdas.{module}")
    return [
        value
        for value in vars(handler).values()
        if isinstance(value, type) and issubclass(value, Variables)
    ]


def handlers_exist(deployment: Deployment) -> Iterator[str]:
    for path, _, function in deployment.functions():
        module, _, name = function["Handler"].rpartition(".")
        try:
            found = hasattr(importlib.import_module(module), name)
        except ModuleNotFoundError:
            found = False
        if not found:
            yield f"{path}: {function['Handler']}"
