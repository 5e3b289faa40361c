"""Prints the hyper-parameters that a run would use, and where each value comes from."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from lifecycle.trial import Origin, Trial

_WORDS = {Origin.ASKED: "asked for", Origin.DEFAULT: "default"}


def print_planned(trials: Sequence[Trial], records: int, console: Console) -> None:
    """`records` are those of training, which published guidance goes by. Silent where there are no
    hyper-parameters, as in a distillation."""
    if not any(trial.hyperparameters for trial in trials):
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("hyper-parameter")
    for trial in trials:
        title = f"trial {trial.trial}" if len(trials) > 1 else "value"
        table.add_column(title, justify="right")
    table.add_column("from")
    for name in trials[0].hyperparameters:
        table.add_row(name, *_values(name, trials), _origin(name, trials[0], records))
    console.print(table)
    console.print()


def _values(name: str, trials: Sequence[Trial]) -> Iterator[str]:
    return (trial.hyperparameters[name] for trial in trials)


def _origin(name: str, trial: Trial, records: int) -> str:
    """The same in all trials of a run: a list is asked for in all of them."""
    return _WORDS.get(trial.origins[name], f"guidance for {records:,} training records")
