"""Rules that every deployment keeps: each takes a deployment and yields what breaks it.

The name of a rule is the sentence that it proves.
"""

import inspect
from collections.abc import Callable, Iterator

from tests.stacks.deployment import Deployment
from tests.stacks.rules import (
    functions,
    identity,
    monitoring,
    service_roles,
    services,
    state_machine,
    storage,
    triggers,
)

Rule = Callable[[Deployment], Iterator[str]]

RULES: dict[str, Rule] = {
    name: rule
    for module in (
        storage,
        identity,
        service_roles,
        services,
        functions,
        triggers,
        state_machine,
        monitoring,
    )
    for name, rule in inspect.getmembers(module, inspect.isgeneratorfunction)
    if rule.__module__ == module.__name__ and not name.startswith("_")
}
