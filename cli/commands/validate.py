"""`tailor validate`: says whether a dataset can be trained on, without touching AWS."""

from pathlib import Path
from typing import Annotated

import typer

from cli.errors import FAILED, CommandError, FileUnreadable
from cli.findings import print_findings
from cli.options import Json
from cli.terminal import print_json, progress, results, suggest
from lifecycle.catalog import load_catalog
from lifecycle.catalog.catalog import TechniqueSupport
from lifecycle.dataset.prepare import Preflight, Sources, check_sources
from lifecycle.errors import TailorError
from lifecycle.request import Technique

REJECTED = "reject"

DataFile = Annotated[Path | None, typer.Option(metavar="FILE")]


def validate(
    training: Annotated[Path, typer.Argument(metavar="TRAINING", help="A JSONL file.")],
    model: Annotated[str, typer.Option(help="The base model, as in job.yaml.")],
    technique: Annotated[Technique, typer.Option(help="How the model is to be customized.")],
    validation: DataFile = None,
    test: DataFile = None,
    as_json: Json = False,
) -> None:
    """Check a dataset with the pipeline's own code; needs no AWS account.

    Exits with 0 when accepted (warnings allowed), 1 when rejected, 2 when it cannot be read.
    """
    support = _support(model, technique)
    with progress.status("checking the data"):
        preflight = _check(training, validation, test, support)
    if as_json:
        print_json(preflight)
    else:
        print_findings(preflight, results)
    if preflight.verdict == REJECTED:
        raise typer.Exit(FAILED)
    if not as_json:
        suggest("tailor submit DIR  # a folder with this data and a job.yaml")


def _support(model: str, technique: Technique) -> TechniqueSupport:
    catalog = load_catalog()
    try:
        return catalog.support_anywhere(catalog.model(model), technique)
    except TailorError as error:
        raise CommandError(error.what, where="--model, --technique", fix=error.fix) from error


def _check(
    training: Path, validation: Path | None, test: Path | None, support: TechniqueSupport
) -> Preflight:
    files = {"training": training, "validation": validation, "test": test}
    sources = Sources(
        training=training,
        validation=validation,
        test=test,
        split_validation=False,
        names={split: str(path) for split, path in files.items() if path},
    )
    try:
        return check_sources(sources, support).preflight
    except OSError as error:
        raise FileUnreadable(
            f"{error.filename} cannot be read: {error.strerror}", fix="check the path"
        ) from error
