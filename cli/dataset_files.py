"""Reads the files of a dataset for `tailor validate`, and writes what comes of them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from rich.text import Text

from cli.corpus import records_of, size_of
from cli.errors import CommandError, FileUnreadable
from cli.reading_progress import reading
from cli.terminal import progress
from lifecycle.corpus_request import require_usable_folders
from lifecycle.dataset.preflight import Options, Preflight, Sources, preflight
from lifecycle.dataset.repair import Repaired, repair
from lifecycle.dataset.report import report
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.summary import counted
from lifecycle.errors import DatasetRejected, RequestInvalid


@contextmanager
def opened_sources(
    training: Path, validation: Path | None, test: Path | None, rules: DatasetRules
) -> Iterator[Sources]:
    """Findings call each file as the command line does. A folder of texts is read as records."""
    files = {"training": training, "validation": validation, "test": test}
    names = {split: str(path) for split, path in files.items() if path}
    _require_usable([path for path in files.values() if path and path.is_dir()], rules)
    with ExitStack() as stack:
        yield Sources(
            training=stack.enter_context(records_of(training, rules)),
            validation=stack.enter_context(records_of(validation, rules)) if validation else None,
            test=stack.enter_context(records_of(test, rules)) if test else None,
            names=names,
            folder_bytes={
                split: size_of(path) for split, path in files.items() if path and path.is_dir()
            },
        )


def _require_usable(folders: list[Path], rules: DatasetRules) -> None:
    try:
        require_usable_folders(rules.technique, {f"{path}/": size_of(path) for path in folders})
    except RequestInvalid as error:
        raise CommandError(error.what, where="--technique", fix=error.fix) from error


def check_files(sources: Sources, rules: DatasetRules, options: Options) -> Preflight:
    with _readable():
        total = sum(path.stat().st_size for path in _paths(sources))
        with reading("checking the data", total) as advance:
            return preflight(sources, rules, options, advance)


def write_report(found: Preflight, model: str, rules: DatasetRules, file: Path) -> None:
    """The page, and what it is made of beside it."""
    document = file.with_suffix(".json")
    page = file if file != document else file.with_suffix(".html")
    try:
        page.write_text(report(found, model, rules), "utf-8")
        document.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    except OSError as error:
        raise CommandError(
            f"{error.filename} cannot be written: {error.strerror}", fix="check the path"
        ) from error
    progress.print(Text(f"report: {page}, {document}"), soft_wrap=True)


def repair_files(sources: Sources, rules: DatasetRules, folder: Path) -> None:
    """Says every kind of change that it made; the log beside each file has every single one."""
    with _readable():
        folder.mkdir(parents=True, exist_ok=True)
        for path in _paths(sources):
            _repair(path, folder / f"{path.stem}.jsonl", rules)


def _repair(source: Path, target: Path, rules: DatasetRules) -> None:
    try:
        _print_changes(repair(source, target, rules))
    except FileExistsError as error:
        raise CommandError(
            f"{error.filename} is there already", fix="give --fix an empty folder"
        ) from error
    except DatasetRejected as error:
        progress.print(Text(f"{source} cannot be repaired: {error.what}"), soft_wrap=True)


def _print_changes(repaired: Repaired) -> None:
    written = counted(repaired.records, "record")
    progress.print(Text(f"wrote {repaired.path}: {written}"), soft_wrap=True)
    for change in repaired.changes:
        first = f", first at line {change.line:,}" if change.line else ""
        text = f"  {change.kind}: {counted(change.count, 'time')}{first}"
        progress.print(Text(text), soft_wrap=True)
    if repaired.changes:
        progress.print(Text(f"  all changes: {repaired.log}"), soft_wrap=True)


def _paths(sources: Sources) -> list[Path]:
    return [path for path in (sources.training, sources.validation, sources.test) if path]


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnreadable(
            f"{error.filename} cannot be read: {error.strerror}", fix="check the path"
        ) from error
