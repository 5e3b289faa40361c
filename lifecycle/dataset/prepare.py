"""Prepares the files of a run: splits off a validation set, and writes what Bedrock will read."""

import hashlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from lifecycle.dataset.blocks import read_blocks
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.preflight import Checked, Preflight, Sources
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.summary import fix_first
from lifecycle.errors import DatasetRejected


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
    sources: Sources, checked: Checked, rules: DatasetRules, folder: Path
) -> dict[str, WrittenFile]:
    """By split: training, and validation and test where there are any. Takes an accepted set."""
    held_out = checked.held_out
    plan: dict[str, tuple[Path, Callable[[int], bool]]] = {
        split: (path, lambda _: True) for split, path in sources.files()
    }
    if held_out:
        plan["training"] = (sources.training, lambda line: line not in held_out)
        plan["validation"] = (sources.training, lambda line: line in held_out)
    return {
        split: _write(source, folder / f"{split}.jsonl", keep, rules)
        for split, (source, keep) in plan.items()
    }


def _write(
    source: Path, target: Path, keep: Callable[[int], bool], rules: DatasetRules
) -> WrittenFile:
    """Writes the records of the lines that `keep` admits."""
    digest, records, size = hashlib.sha256(), 0, 0
    prepared = reader_for(rules).prepared
    with target.open("wb") as written:
        for number, line in _numbered_lines(source):
            if line.isspace() or not keep(number):
                continue
            encoded = prepared(line) + b"\n"
            written.write(encoded)
            digest.update(encoded)
            records, size = records + 1, size + len(encoded)
    return WrittenFile(target, records, size, digest.hexdigest())


def _numbered_lines(source: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    with source.open("rb", buffering=0) as stream:
        for block in read_blocks(stream):
            for line in BytesIO(block.data):
                number += 1
                yield number, line
