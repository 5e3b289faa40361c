"""Changes the configuration of deployed functions for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from deployed import Deployed, waiting


@contextmanager
def changed_step(
    deployed: Deployed, step: str, variables: dict[str, str], **configuration: Any
) -> Iterator[None]:
    """`step` as its function is called in the stack, such as PlanScan."""
    functions = deployed.account.client("lambda")
    name = deployed.physical_id("lifecycle", f"{step}Function")
    before = functions.get_function_configuration(FunctionName=name)
    given = {"Variables": before["Environment"]["Variables"] | variables}
    _update(deployed, name, Environment=given, **configuration)
    try:
        yield
    finally:
        kept = {field: before[field] for field in configuration}
        _update(deployed, name, Environment=before["Environment"], **kept)


def _update(deployed: Deployed, name: str, **configuration: Any) -> None:
    functions = deployed.account.client("lambda")
    functions.update_function_configuration(FunctionName=name, **configuration)
    for _ in waiting(10, f"{name} to be updated"):
        found = functions.get_function_configuration(FunctionName=name)
        if found.get("LastUpdateStatus", "Successful") == "Successful":
            return
