"""A list among the hyper-parameters makes a sweep: one trial per combination."""

from collections.abc import Mapping
from itertools import product
from math import prod

from lifecycle.catalog import TechniqueSupport, resolve_hyperparameters
from lifecycle.errors import HyperparameterInvalid, RequestInvalid
from lifecycle.request import MAX_TRIALS, Hyperparameter, SingleValue, Sweep
from lifecycle.trial import Origin, Trial

Choices = dict[str, tuple[SingleValue, ...]]


def expand_trials(
    support: TechniqueSupport, hyperparameters: Mapping[str, Hyperparameter], sweep: Sweep
) -> tuple[Trial, ...]:
    """Numbered in the order of the lists, the last list varying fastest; equal ones once.

    Raises HyperparameterInvalid for a value that would be refused alone, RequestInvalid where
    there are more combinations than `sweep.max_trials`.
    """
    choices = _distinct(
        support, {name: _listed(name, hyperparameters[name]) for name in hyperparameters}
    )
    _require_within(sweep, choices)
    combinations = (
        dict(zip(choices, values, strict=True)) for values in product(*choices.values())
    )
    return tuple(
        _trial(number, support, combination) for number, combination in enumerate(combinations)
    )


def _trial(number: int, support: TechniqueSupport, asked: dict[str, SingleValue]) -> Trial:
    resolved = resolve_hyperparameters(support, asked)
    origins = {name: Origin.ASKED if name in asked else Origin.DEFAULT for name in resolved}
    return Trial(number, resolved, origins)


def _listed(name: str, value: Hyperparameter) -> tuple[SingleValue, ...]:
    if not isinstance(value, list):
        return (value,)
    if not value:
        raise HyperparameterInvalid(
            f"hyper-parameter {name!r} is an empty list",
            where=f"hyperparameters.{name}",
            fix="give at least one value, or leave the hyper-parameter out",
        )
    return tuple(value)


def _distinct(support: TechniqueSupport, choices: Choices) -> Choices:
    """Values that reach the API as the same text are one."""
    first = {name: values[0] for name, values in choices.items()}
    return {
        name: tuple(
            {resolve_hyperparameters(support, first | {name: v})[name]: v for v in values}.values()
        )
        for name, values in choices.items()
    }


def _require_within(sweep: Sweep, choices: Choices) -> None:
    count = prod(len(values) for values in choices.values())
    if count > sweep.max_trials:
        lists = " x ".join(f"{len(v)} {name}" for name, v in choices.items() if len(v) > 1)
        raise RequestInvalid(
            f"the lists make {count} trials ({lists}), and sweep.max_trials is {sweep.max_trials}",
            where="sweep.max_trials",
            why="each trial is a customization job of its own, and is paid for",
            fix=f"shorten the lists, or raise max_trials, to at most {MAX_TRIALS}",
        )
