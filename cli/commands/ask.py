"""`tailor ask`: the answers of the base model and of the custom model, side by side."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.account import Account
from cli.asking import Answer, Comparison, compare, questions, served_model
from cli.errors import FAILED
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.terminal import print_json, progress, results, suggest

SHOWN_LENGTH = 400


def ask(
    run: Annotated[str, typer.Argument(help="A run id; see `tailor runs`.")],
    prompts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROMPT]...", help="Three of the test set if left out."),
    ] = None,
    stage: Stage = DEFAULT_STAGE,
    as_json: Json = False,
) -> None:
    """Ask the base model and the custom model of a run the same prompts.

    Exits with 0 only when the deployed custom model answered all of them.
    """
    account = Account(stage)
    comparisons = ask_both(account, run, prompts or [])
    if as_json:
        print_json({"run_id": run, "answers": comparisons})
    else:
        print_comparisons(comparisons)
    exit_unless_answered(comparisons)
    suggest(f'tailor ask {run} "a prompt of your own"')


def ask_both(account: Account, run_id: str, prompts: Sequence[str]) -> list[Comparison]:
    served = served_model(account, run_id)
    asked = questions(account, served, prompts)
    asking = " and ".join(model for model in (served.base, served.custom) if model)
    with progress.status(f"asking {asking}"):
        return compare(account, served, asked)


def print_comparisons(comparisons: Sequence[Comparison]) -> None:
    for number, comparison in enumerate(comparisons, start=1):
        shown = Group(Text(_shortened(comparison.prompt)), _answers(comparison))
        title = f"prompt {number} of {len(comparisons)}"
        results.print(Panel(shown, title=title, title_align="left"))


def exit_unless_answered(comparisons: Sequence[Comparison]) -> None:
    if not all(comparison.custom.is_given for comparison in comparisons):
        raise typer.Exit(FAILED)


def _answers(comparison: Comparison) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    told = {"Base model": _told(comparison.base)} if comparison.base else {}
    told["Custom model"] = _told(comparison.custom)
    if comparison.reference is not None:
        told["Expected"] = Text(_shortened(comparison.reference))
    for title in told:
        table.add_column(title, ratio=1, overflow="fold")
    table.add_row(*told.values())
    return table


def _told(answer: Answer) -> Text:
    if answer.error:
        return Text(answer.error, style="red")
    return Text(_shortened(answer.text)) if answer.is_given else Text("no answer", style="red")


def _shortened(text: str) -> str:
    """Both ends: long prompts often begin with instructions and end with the question."""
    text, half = text.strip(), SHOWN_LENGTH // 2
    return text if len(text) <= SHOWN_LENGTH else f"{text[:half]} … {text[-half:]}"
