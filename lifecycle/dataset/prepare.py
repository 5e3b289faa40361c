"""Prepares the files of a run: splits off a validation set, and writes what Bedrock will read."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from lifecycle.dataset.blocks import read_blocks
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.preflight import Checked, Preflight, Sources
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.summary import fix_first
from lifecycle.errors import DatasetRejected

Rewrite = Callable[[bytes], bytes]


def require_accepted(preflight: Preflight, report: str) -> None:
    """Raises DatasetRejected: one sentence on what to repair first, and where the report is."""
    if sentence := fix_first(preflight.findings):
        raise DatasetRejected(sentence, where=report)


class WrittenFile(Struct, frozen=True):
    path: Path
    records: int
    size: int
    sha256: str


def write_prepared(
    sources: Sources,
    checked: Checked,
    rules: DatasetRules,
    folder: Path,
    rewritten: Mapping[str, Rewrite] = MappingProxyType({}),
) -> dict[str, WrittenFile]:
    """By split: training, and validation and test where there are any. Takes an accepted set.

    `rewritten`, by the split of the file that a record comes from, is the last word on it.
    """
    held_out = checked.held_out
    files = dict(sources.files())
    plan: dict[str, tuple[str, Callable[[int], bool]]] = {
        split: (split, lambda _: True) for split in files
    }
    if held_out:
        plan["training"] = ("training", lambda line: line not in held_out)
        plan["validation"] = ("training", lambda line: line in held_out)
    prepared = reader_for(rules).prepared
    return {
        split: _write(
            map(rewritten.get(source, bytes), map(prepared, _kept_lines(files[source], keep))),
            folder / f"{split}.jsonl",
        )
        for split, (source, keep) in plan.items()
    }


def _write(prepared: Iterable[bytes], target: Path) -> WrittenFile:
    digest, records, size = hashlib.sha256(), 0, 0
    with target.open("wb") as written:
        for record in prepared:
            encoded = record + b"\n"
            written.write(encoded)
            digest.update(encoded)
            records, size = records + 1, size + len(encoded)
    return WrittenFile(target, records, size, digest.hexdigest())


def _kept_lines(source: Path, keep: Callable[[int], bool]) -> Iterator[bytes]:
    """Of the lines that have a record, those that `keep` admits."""
    return (line for number, line in _numbered_lines(source) if not line.isspace() and keep(number))


def _numbered_lines(source: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    with source.open("rb", buffering=0) as stream:
        for block in read_blocks(stream):
            for line in BytesIO(block.data):
                number += 1
                yield number, line
