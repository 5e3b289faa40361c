"""`tailor ask`: the answers of the base model and of the custom model, side by side."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from cli.account import Account
from cli.asking import Answer, Comparison, compare, questions, served_run
from cli.errors import FAILED
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.terminal import print_json, progress, results

_PROMPT_SHOWN = 400


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


def ask_both(account: Account, run_id: str, prompts: Sequence[str]) -> list[Comparison]:
    record = served_run(account, run_id)
    asked = questions(account, record.data, prompts)
    with progress.status(f"asking {record.request.invoke_model} and {record.deployment_arn}"):
        return compare(account, record, asked)


def print_comparisons(comparisons: Sequence[Comparison]) -> None:
    for comparison in comparisons:
        shown = Group(Text(_shortened(comparison.prompt)), _answers(comparison))
        results.print(Panel(shown, title="prompt", title_align="left"))


def exit_unless_answered(comparisons: Sequence[Comparison]) -> None:
    if not all(comparison.custom.is_given for comparison in comparisons):
        raise typer.Exit(FAILED)


def _answers(comparison: Comparison) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row()
    if comparison.reference is not None:
        table.add_row("expected", Text(_shortened(comparison.reference), style="dim"))
    table.add_row("base model", _told(comparison.base))
    table.add_row("[bold]custom model[/]", _told(comparison.custom))
    return table


def _told(answer: Answer) -> Text:
    if answer.error:
        return Text(answer.error, style="red")
    return Text(_shortened(answer.text)) if answer.is_given else Text("no answer", style="red")


def _shortened(text: str) -> str:
    return text if len(text) <= _PROMPT_SHOWN else f"{text[:_PROMPT_SHOWN]} …"
