"""Prepares the files of a run: checks them, splits off a validation set, writes the result."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from lifecycle.catalog.catalog import TechniqueSupport
from lifecycle.dataset.check import FileCheck, check_conversations, check_counts
from lifecycle.dataset.converse import decode_conversation, with_standard_schema_version
from lifecycle.dataset.findings import Finding, errors
from lifecycle.dataset.split import choose_validation
from lifecycle.errors import DatasetRejected


class Preflight(Struct, frozen=True):
    """What was found, before anything was spent."""

    verdict: str
    records: dict[str, int]
    findings: tuple[Finding, ...]


class Sources(Struct, frozen=True):
    """The files as they were uploaded. `split_validation` takes validation out of training.

    `names` says, by split, what findings call a file; else they call it by its split.
    """

    training: Path
    validation: Path | None
    test: Path | None
    split_validation: bool
    names: dict[str, str] = {}


class Checked(Struct, frozen=True):
    training: FileCheck
    validation: FileCheck | None
    test: FileCheck | None
    validation_positions: frozenset[int]
    preflight: Preflight


def check_sources(sources: Sources, support: TechniqueSupport) -> Checked:
    training = _check(sources.training, "training", sources.names)
    validation = (
        _check(sources.validation, "validation", sources.names) if sources.validation else None
    )
    test = _check(sources.test, "test", sources.names) if sources.test else None
    held_out = (
        choose_validation(training.prompt_digests, support.min_records)
        if sources.split_validation
        else frozenset[int]()
    )
    records = {
        "training": training.records - len(held_out),
        "validation": validation.records if validation else len(held_out),
        "test": test.records if test else 0,
    }
    counts = check_counts(
        records["training"],
        records["validation"],
        minimum=support.min_records,
        maximum=support.max_records,
        file=training.file,
    )
    checked = [file for file in (training, validation, test) if file]
    findings = (*counts, *(finding for file in checked for finding in file.findings))
    verdict = "reject" if errors(findings) else "accept"
    preflight = Preflight(verdict, records, findings)
    return Checked(training, validation, test, held_out, preflight)


def require_accepted(preflight: Preflight, report: str) -> None:
    """Raises DatasetRejected that names the first error and how many there are."""
    found = errors(preflight.findings)
    if found:
        raise DatasetRejected(
            f"the dataset has {sum(f.count for f in found)} errors; the first: {found[0]}",
            where=report,
            fix=found[0].fix,
        )


class WrittenFile(Struct, frozen=True):
    path: Path
    records: int
    size: int
    sha256: str


def write_prepared(sources: Sources, checked: Checked, folder: Path) -> dict[str, WrittenFile]:
    """By split: training, and validation and test where there are any. Takes an accepted set."""
    held_out = checked.validation_positions
    plan: dict[str, tuple[Path | None, Callable[[int], bool]]] = {
        "training": (sources.training, lambda position: position not in held_out),
        "validation": (sources.validation, lambda _: True),
        "test": (sources.test, lambda _: True),
    }
    if held_out:
        plan["validation"] = (sources.training, lambda position: position in held_out)
    return {
        split: _write(source, folder / f"{split}.jsonl", keep)
        for split, (source, keep) in plan.items()
        if source
    }


def _write(source: Path, target: Path, keep: Callable[[int], bool]) -> WrittenFile:
    """Writes the records whose position `keep` admits, with the standard schema version."""
    digest, records, size = hashlib.sha256(), 0, 0
    with source.open("rb") as lines, target.open("wb") as written:
        solid = (line for line in lines if not line.isspace())
        for _, line in filter(lambda numbered: keep(numbered[0]), enumerate(solid)):
            record = with_standard_schema_version(decode_conversation(line))
            encoded = msgspec.json.encode(record) + b"\n"
            written.write(encoded)
            digest.update(encoded)
            records, size = records + 1, size + len(encoded)
    return WrittenFile(target, records, size, digest.hexdigest())


def _check(path: Path, split: str, names: Mapping[str, str]) -> FileCheck:
    with path.open("rb") as lines:
        return check_conversations(lines, names.get(split, split))
