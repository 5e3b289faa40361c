"""Near duplicates against datasketch: speed, and what each finds of what is truly there."""

import json
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measurement import Gain, Result
from benchmarks.preflight.processes import python
from benchmarks.preflight.texts import SIMILAR, Corpus, Pair, make_corpus, similarity

DOCUMENTS = 20_000
ROUNDS = 3
RECALL, PRECISION = 0.98, 0.9


@dataclass(frozen=True)
class Search:
    """`seconds` without the start of the interpreter and the reading of the file."""

    seconds: float
    pairs: frozenset[Pair]


def measure() -> Iterator[Result]:
    corpus = make_corpus(DOCUMENTS)
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        texts.write_text(json.dumps(corpus.texts), "utf-8")
        searches = ("near_duplicates", "datasketch_lsh")
        rounds = [[_search(run, texts) for run in searches] for _ in range(ROUNDS)]
    gain = statistics.median(datasketch.seconds / ours.seconds for ours, datasketch in rounds)
    ours, datasketch = rounds[-1]
    speed = f"{corpus.characters / ours.seconds / 1e6:.0f} MB/s of text"
    yield Gain("near duplicates, speed over datasketch", gain, "x", 10, speed)
    yield from _found(corpus, ours, datasketch)


def _found(corpus: Corpus, ours: Search, datasketch: Search) -> Iterator[Result]:
    for kind, planted in corpus.planted.items():
        theirs = f"of {len(planted)}; datasketch {_recall(planted, datasketch):.3f}"
        recall = _recall(planted, ours)
        yield Gain(f"near duplicates, recall of {kind}", recall, "", RECALL, theirs)
    theirs = f"datasketch {_precision(corpus, datasketch):.3f}"
    yield Gain("near duplicates, precision", _precision(corpus, ours), "", PRECISION, theirs)


def _search(run: str, texts: Path) -> Search:
    found = json.loads(python(run, texts).output())
    return Search(found["seconds"], frozenset((one, other) for one, other in found["pairs"]))


def _recall(planted: set[Pair], search: Search) -> float:
    return len(planted & search.pairs) / len(planted)


def _precision(corpus: Corpus, search: Search) -> float:
    true = [similarity(corpus.texts[a], corpus.texts[b]) >= SIMILAR for a, b in search.pairs]
    return sum(true) / len(true)
