"""The trials of a sweep side by side: what differed between them, and what came of it."""

from collections.abc import Iterator

from rich.table import Table

from lifecycle.metrics import UNKNOWN
from lifecycle.run.customized import ChosenModel
from lifecycle.trial import ModelFate, TrialOutcome


def trials_table(model: ChosenModel) -> Table:
    varied = _varied(model.trials)
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("Trial", justify="right")
    for heading in (*varied, f"training {model.measure}", f"validation {model.measure}"):
        table.add_column(heading, justify="right")
    table.add_column("Verdict")
    table.add_column("Model")
    for outcome in model.trials:
        style = "bold" if outcome.fate is ModelFate.CHOSEN else None
        table.add_row(*_cells(outcome, varied), style=style)
    return table


def _varied(trials: tuple[TrialOutcome, ...]) -> list[str]:
    """The hyper-parameters that are not the same in all trials."""
    names = dict.fromkeys(name for trial in trials for name in trial.hyperparameters)
    return [name for name in names if len({t.hyperparameters.get(name) for t in trials}) > 1]


def _cells(outcome: TrialOutcome, varied: list[str]) -> Iterator[str]:
    yield str(outcome.trial)
    yield from (outcome.hyperparameters.get(name, "") for name in varied)
    yield _value(outcome.training)
    yield _value(outcome.validation)
    yield outcome.failure.partition("\n")[0] or outcome.verdict.word
    yield outcome.fate


def _value(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:.4f}"
