"""Prepares the files of a run: splits off a validation set, and gives what Bedrock will read."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from lifecycle.dataset.blocks import read_blocks
from lifecycle.dataset.formats import reader_for
from lifecycle.dataset.preflight import Checked, Preflight, Sources
from lifecycle.dataset.prepared_stream import PreparedStream
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.second_reading import names_media
from lifecycle.dataset.summary import fix_first
from lifecycle.errors import DatasetRejected

Rewrite = Callable[[bytes], bytes]


def require_accepted(preflight: Preflight, report: str) -> None:
    """Raises DatasetRejected: one sentence on what to repair first, and where the report is."""
    if sentence := fix_first(preflight.findings):
        raise DatasetRejected(sentence, where=report)


def is_ready(preflight: Preflight, rules: DatasetRules) -> bool:
    """Whether the service may read the files as they landed: preparing would change nothing that
    matters to it. Takes an accepted set."""
    codes = {finding.code for finding in preflight.findings}
    media = any(names_media(stats.features, rules) for stats in preflight.stats.values())
    return not media and codes.isdisjoint(_MENDED)


_MENDED = ("empty-line", "line-ends", "schema-version", "unknown-field")


def prepared_sets(
    sources: Sources,
    checked: Checked,
    rules: DatasetRules,
    rewritten: Mapping[str, Rewrite] = MappingProxyType({}),
) -> dict[str, PreparedStream]:
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
        split: PreparedStream(
            map(rewritten.get(source, bytes), map(prepared, _kept_lines(files[source], keep)))
        )
        for split, (source, keep) in plan.items()
    }


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
