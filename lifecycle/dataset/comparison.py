"""Compares records by their fingerprints: duplicates, conflicts, and leakage between files."""

from collections.abc import Iterable, Mapping
from heapq import nsmallest

from msgspec import Struct, field

from lifecycle.dataset.fingerprints import LINE_BITS, LINE_MASK, PARTITIONS, Fingerprints

EXAMPLES_PER_KIND = 10
TRAINING = "training"

Entries = Iterable[tuple[int, int]]  # of one partition: the prompts, and what is kept with them


class Pair(Struct, frozen=True, order=True):
    """A record and the earlier one that it repeats, contradicts or leaks; both by file and line."""

    line: int
    earlier_line: int
    file: str
    earlier_file: str


class Comparison(Struct):
    """`conflicts` counts prompts, all else records. `pairs` has the first few of each kind."""

    exact: int = 0
    conflicts: int = 0
    leakage: dict[str, int] = field(default_factory=dict)
    pairs: dict[str, list[Pair]] = field(default_factory=dict)

    def keep(self, kind: str, pairs: list[Pair]) -> None:
        self.pairs[kind] = nsmallest(EXAMPLES_PER_KIND, self.pairs.get(kind, []) + pairs)


def compare(files: Mapping[str, Fingerprints]) -> Comparison:
    """By split; training is the one that the others must not repeat."""
    found = Comparison(leakage={split: 0 for split in files if split != TRAINING})
    for number in range(PARTITIONS):
        known: dict[int, int] = {}
        for split, fingerprints in files.items():
            if split != TRAINING:
                _leaks(found, known, split, fingerprints.partition(number))
            first = _within(found, split, fingerprints.partition(number))
            known = first if split == TRAINING else known
    return found


def _within(found: Comparison, file: str, entries: Entries) -> dict[int, int]:
    """The first entry of each prompt: its answer and its line. Entries come by line, so that the
    first pairs are the ones to keep: there may be as many of them as records."""
    first: dict[int, int] = {}
    answers: dict[int, dict[int, int]] = {}  # the lines, of prompts with more than one answer
    repeated, contradicted = list[Pair](), list[Pair]()
    for prompt, entry in entries:
        earlier = first.setdefault(prompt, entry)
        if earlier == entry:
            continue
        answer, line = entry >> LINE_BITS, entry & LINE_MASK
        known = answers.setdefault(prompt, {earlier >> LINE_BITS: earlier & LINE_MASK})
        earlier_line = known.setdefault(answer, line)
        if earlier_line != line:
            found.exact += 1
            _keep_first(repeated, Pair(line, earlier_line, file, file))
        else:
            _keep_first(contradicted, Pair(line, earlier & LINE_MASK, file, file))
    found.conflicts += sum(len(different) > 1 for different in answers.values())
    found.keep("duplicate", repeated)
    found.keep("conflict", contradicted)
    return first


def _leaks(found: Comparison, known: dict[int, int], file: str, entries: Entries) -> None:
    leaked = list[Pair]()
    for prompt, entry in entries:
        if prompt in known:
            found.leakage[file] += 1
            lines = (entry & LINE_MASK, known[prompt] & LINE_MASK)
            _keep_first(leaked, Pair(*lines, file, TRAINING))
    found.keep("leakage", leaked)


def _keep_first(pairs: list[Pair], pair: Pair) -> None:
    if len(pairs) < EXAMPLES_PER_KIND:
        pairs.append(pair)
