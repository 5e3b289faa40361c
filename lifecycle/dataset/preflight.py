"""Proves a dataset before money is spent: all its files, against the rules and each other."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from lifecycle.dataset.distribution import Bar, Distribution
from lifecycle.dataset.outcome import Duplicates, Example, FileStats, Leakage, Preflight
from lifecycle.dataset.reading import Reading, prompts_of, read_file
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scanner import Advance
from lifecycle.dataset.second_reading import MediaAccess, check_media, find_similar_records
from lifecycle.dataset.split import choose_validation
from lifecycle.dataset.verdict import judge

__all__ = [
    "Bar",
    "Checked",
    "Distribution",
    "Duplicates",
    "Example",
    "FileStats",
    "Leakage",
    "Options",
    "Preflight",
    "Sources",
    "check",
    "preflight",
]


class Sources(Struct, frozen=True, kw_only=True):
    """The files as they were uploaded. `split_validation` takes validation out of training.

    `names` says, by split, what findings call a file; else they call it by its split.
    `folder_bytes` has, by split, the size of the folder of texts that a file was made of.
    """

    training: Path
    validation: Path | None = None
    test: Path | None = None
    split_validation: bool = False
    names: dict[str, str] = {}
    folder_bytes: dict[str, int] = {}

    def files(self) -> Iterator[tuple[str, Path]]:
        yield "training", self.training
        if self.validation:
            yield "validation", self.validation
        if self.test:
            yield "test", self.test


class Options(Struct, frozen=True, kw_only=True):
    """`quality` reads every record closely; without it, only the rules are checked."""

    strict: bool = False
    quality: bool = True
    near_duplicates: bool = False
    workers: int = 1
    digest: bool = True


class Checked(Struct, frozen=True):
    """`held_out` are the lines of the training file that are validated on instead."""

    preflight: Preflight
    held_out: frozenset[int]


_DEFAULT = Options()


def preflight(
    sources: Sources,
    rules: DatasetRules,
    options: Options = _DEFAULT,
    advance: Advance = lambda _: None,
    media: Mapping[str, MediaAccess] | None = None,
) -> Preflight:
    """`advance` is told how many bytes were read; `media` is opened by split, without it beside
    each file. Raises OSError for what cannot be read."""
    return check(sources, rules, options, advance, media).preflight


def check(
    sources: Sources,
    rules: DatasetRules,
    options: Options = _DEFAULT,
    advance: Advance = lambda _: None,
    media: Mapping[str, MediaAccess] | None = None,
) -> Checked:
    scans = {
        split: read_file(
            path,
            rules,
            sources.names.get(split, split),
            Reading(
                landed_bytes=sources.folder_bytes.get(split, path.stat().st_size),
                quality=options.quality,
                workers=options.workers,
                digest=options.digest,
            ),
            advance,
        )
        for split, path in sources.files()
    }
    if options.quality:
        for split, path in sources.files():
            check_media(scans[split], path, rules, media.get(split) if media else None)
    training = scans["training"]
    similar = (
        find_similar_records(training, sources.training, rules) if options.near_duplicates else None
    )
    found = judge(scans, rules, strict=options.strict, similar=similar)
    held_out = _held_out(sources, found, rules)
    return Checked(found.after_split(len(held_out)), held_out)


def _held_out(sources: Sources, found: Preflight, rules: DatasetRules) -> frozenset[int]:
    """A rejected set is not split."""
    if not (sources.split_validation and rules.validation and found.verdict == "accept"):
        return frozenset()
    return choose_validation(prompts_of(sources.training, rules), rules.min_records)
