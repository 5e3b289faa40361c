"""Writes the records of a corpus: cleaned, each passage once, each within the model's limit."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from lifecycle.dataset.corpus.chunks import chunks_of
from lifecycle.dataset.corpus.paragraphs import paragraphs_of
from lifecycle.dataset.corpus.texts import texts_of
from lifecycle.dataset.normalized import normalized_hash
from lifecycle.dataset.rules import DatasetRules

FILLED = 0.75
"""Of the token limit: tokens are estimated, and one record beyond it fails the whole job."""
USUAL_TOKENS = 4_096  # where a model publishes no limit

_NOTHING = normalized_hash(b"")


class CorpusFile(Struct, frozen=True):
    """`name` is what its owner calls it; its end tells the form."""

    name: str
    path: Path


class CorpusCounts(Struct, frozen=True):
    """Passages are paragraphs. Those without a letter or digit count as empty."""

    files: int = 0
    passages: int = 0
    empty: int = 0
    duplicates: int = 0
    records: int = 0


def write_corpus(
    files: Iterable[CorpusFile], rules: DatasetRules, target: Path, seen: set[int] | None = None
) -> CorpusCounts:
    """One {"input"} a line. Each file need be there only until the next is asked for.

    `seen` has the normalized hashes of passages to leave out; those that are kept are added.
    Raises DatasetRejected for what cannot be read.
    """
    counts, seen = Counter[str](), set() if seen is None else seen
    max_bytes = int((rules.max_tokens or USUAL_TOKENS) * rules.characters_per_token * FILLED)
    with target.open("wb") as written:
        for file in files:
            counts["files"] += 1
            for text in texts_of(file.path, file.name):
                kept = _kept(paragraphs_of(text), seen, counts)
                for chunk in chunks_of(kept, max_bytes):
                    written.write(msgspec.json.encode({"input": chunk}) + b"\n")
                    counts["records"] += 1
    return CorpusCounts(**counts)


def _kept(paragraphs: Iterator[str], seen: set[int], counts: Counter[str]) -> Iterator[str]:
    """Case, spacing and punctuation make no difference to what was seen before."""
    for paragraph in paragraphs:
        counts["passages"] += 1
        found = normalized_hash(paragraph.encode())
        if found == _NOTHING:
            counts["empty"] += 1
        elif found in seen:
            counts["duplicates"] += 1
        else:
            seen.add(found)
            yield paragraph
