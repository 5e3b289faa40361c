"""Asked hyper-parameters over the defaults of the catalogue."""

from collections.abc import Mapping

from lifecycle.catalog.ranges import HyperparameterRange
from lifecycle.catalog.techniques import TechniqueSupport
from lifecycle.errors import HyperparameterInvalid
from lifecycle.request import SingleValue


def resolve_hyperparameters(
    support: TechniqueSupport, asked: Mapping[str, SingleValue]
) -> dict[str, str]:
    """The asked values over the defaults, as the strings that the API wants.

    Raises HyperparameterInvalid with name, value, allowed range and default.
    """
    for name in asked:
        if name not in support.hyperparameters:
            raise _unknown(name, support)
    values = {
        name: _checked(name, allowed, asked.get(name, allowed.default))
        for name, allowed in support.hyperparameters.items()
    }
    return {name: value for name, value in values.items() if value is not None}


def _unknown(name: str, support: TechniqueSupport) -> HyperparameterInvalid:
    known = "; ".join(f"{each}: {allowed}" for each, allowed in support.hyperparameters.items())
    return HyperparameterInvalid(
        f"hyper-parameter {name!r} does not exist for this model",
        where=f"hyperparameters.{name}",
        why=f"{support.technique.value} of it takes {known or 'no hyper-parameters'}",
        fix=f"use one of: {', '.join(support.hyperparameters)}" if known else "remove it",
    )


def _checked(name: str, allowed: HyperparameterRange, value: SingleValue | None) -> str | None:
    """None: left to the service."""
    where = f"hyperparameters.{name}"
    if value is None and allowed.required:
        raise HyperparameterInvalid(
            f"hyper-parameter {name!r} is missing, and it has no default",
            where=where,
            why=f"allowed is {allowed}",
            fix=f"give {name} a value",
        )
    text = None if value is None else allowed.as_text(value)
    if value is not None and text is None:
        raise HyperparameterInvalid(
            f"hyper-parameter {name!r} is {value!r}", where=where, why=f"allowed is {allowed}"
        )
    return text
