"""`tailor validate`: says whether a dataset can be trained on, without touching AWS."""

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from cli.dataset_counts import print_counts
from cli.dataset_files import check_files, opened_sources, repair_files, write_report
from cli.errors import FAILED, CommandError
from cli.findings import print_findings
from cli.options import Json
from cli.planned_trials import print_planned
from cli.terminal import print_json, results, suggest
from lifecycle.catalog import load_catalog
from lifecycle.dataset.preflight import Options
from lifecycle.dataset.rules import DatasetRules, rules_for
from lifecycle.errors import HyperparameterInvalid, TailorError
from lifecycle.guidance import guided
from lifecycle.request import Sweep, Technique
from lifecycle.sweep import expand_trials

REJECTED = "reject"

DataFile = Annotated[Path | None, typer.Option(metavar="FILE")]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are errors.")]
NearDuplicates = Annotated[
    bool, typer.Option("--near-duplicates", help="Also look for records that are nearly the same.")
]
FixFolder = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Write repaired copies of the files there.")
]
ReportFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Write the report there, as HTML, and as JSON beside it."),
]


def validate(
    training: Annotated[
        Path,
        typer.Argument(
            metavar="TRAINING",
            help="A JSONL file; for continued pre-training also a folder of .txt .md .jsonl .csv.",
        ),
    ],
    model: Annotated[str, typer.Option(help="The base model, as in job.yaml.")],
    technique: Annotated[Technique, typer.Option(help="How the model is to be customized.")],
    validation: DataFile = None,
    test: DataFile = None,
    strict: Strict = False,
    near_duplicates: NearDuplicates = False,
    as_json: Json = False,
    fix: FixFolder = None,
    report: ReportFile = None,
) -> None:
    """Check a dataset with the pipeline's own code; needs no AWS account.

    Exits with 0 when accepted (warnings allowed), 1 when rejected, 2 when it cannot be read.
    """
    rules = _rules(model, technique)
    options = Options(strict=strict, near_duplicates=near_duplicates, workers=os.cpu_count() or 1)
    with opened_sources(training, validation, test, rules) as sources:
        preflight = check_files(sources, rules, options)
        if report:
            write_report(preflight, model, rules, report)
        if fix:
            repair_files(sources, rules, fix)
    if as_json:
        print_json(preflight)
    else:
        print_counts(preflight, results)
        print_findings(preflight, results)
        if preflight.verdict != REJECTED:
            _print_planned(model, technique, preflight.records["training"])
        suggest(_next_command(preflight.verdict, fix))
    if preflight.verdict == REJECTED:
        raise typer.Exit(FAILED)


def _rules(model: str, technique: Technique) -> DatasetRules:
    try:
        return rules_for(load_catalog(), model, technique)
    except TailorError as error:
        raise CommandError(error.what, where="--model, --technique", fix=error.fix) from error


def _print_planned(model: str, technique: Technique, records: int) -> None:
    """What a job.yaml without hyper-parameters would come to, whatever the region."""
    catalog = load_catalog()
    found = catalog.model(model)
    rows = (row for row in catalog.techniques if row.technique is technique)
    for support in (row for row in rows if found.id in row.models):
        try:
            (trial,) = expand_trials(support, {}, Sweep())
        except HyperparameterInvalid as error:
            results.print(Text(f"{error.what}: {error.why}\n"), soft_wrap=True)
        else:
            planned = guided(trial, support.guidance_for(found.id), records)
            print_planned([planned], records, results)


def _next_command(verdict: str, fix: Path | None) -> str:
    if verdict != REJECTED:
        return "tailor submit DIR  # a folder with this data and a job.yaml"
    if fix is None:
        return "tailor validate … --fix DIR  # writes repaired copies there"
    return f"tailor validate {fix}/…  # what is left to repair by hand"
