"""`tailor models`: what the catalogue offers, and whether the service agrees."""

from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from cli.account import Account
from cli.catalog_rows import ListedModel, listed_models
from cli.errors import FAILED
from cli.offered_models import drifts
from cli.options import DEFAULT_STAGE, Json, Stage
from cli.terminal import print_json, results, suggest
from lifecycle.catalog import load_catalog
from lifecycle.catalog.offers import Drift
from lifecycle.request import Technique

models = typer.Typer(help="List what can be customized how and where, and compare with AWS.")
_STYLES = {"active": "green", "legacy": "yellow", "ended": "red"}


@models.callback(invoke_without_command=True)
def list_models(
    context: typer.Context,
    technique: Annotated[
        Technique | None, typer.Option(help="Only what this technique can be used on.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Only what this AWS region has.")] = None,
    as_json: Json = False,
) -> None:
    """List the catalogue: models, techniques, regions, limits, lifecycle. Needs no AWS account."""
    if context.invoked_subcommand:
        return
    listed = listed_models(load_catalog(), technique, region)
    if as_json:
        print_json(listed)
        return
    if listed:
        _print_models(listed)
    else:
        results.print("nothing in the catalogue matches")
    suggest("tailor models refresh  # compare with the service")


@models.command()
def refresh(stage: Stage = DEFAULT_STAGE, as_json: Json = False) -> None:
    """Compare the catalogue with what the service offers this account in its region.

    Exits with 0 where they agree, 1 where they differ.
    """
    account = Account(stage)
    found = drifts(load_catalog(), account.bedrock, account.region)
    if as_json:
        print_json(found)
    elif found:
        results.print(_drift_table(found))
    else:
        results.print(f"the catalogue and the service agree in {account.region}")
    if found:
        raise typer.Exit(FAILED)


def _print_models(listed: list[ListedModel]) -> None:
    """A line for each model, and below it one for each technique: 80 columns are enough."""
    results.print("technique, regions, records of a dataset, how it can be served", style="dim")
    identifiers = dict.fromkeys((row.identifier, row.lifecycle) for row in listed)
    for identifier, lifecycle in identifiers:
        status, _, dates = lifecycle.partition(" ")
        results.print(f"[bold]{identifier}[/] [{_STYLES.get(status, 'default')}]{status}[/]")
        if dates:
            results.print(f"  {dates}")
        results.print(_techniques_table(row for row in listed if row.identifier == identifier))


def _techniques_table(rows: Iterable[ListedModel]) -> Table:
    table = Table.grid(padding=(0, 1))
    for width in (1, 25, 20, 15, 13):
        table.add_column(width=width, overflow="fold")
    for row in rows:
        regions, modes = ", ".join(row.regions), ", ".join(row.deployment_modes)
        table.add_row("", row.technique.value, regions, row.records, modes)
    return table


def _drift_table(found: list[Drift]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("Drift", "Model", "Catalogue", "Service"):
        table.add_column(title, no_wrap=title == "Model")
    for drift in found:
        table.add_row(drift.kind, drift.model, drift.catalog, drift.service)
    return table
