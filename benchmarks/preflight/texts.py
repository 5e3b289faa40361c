"""Texts with planted near duplicates of three kinds, and which pairs truly are near duplicates.

The truth is exact: two texts are near duplicates where their sets of five-word shingles have a
Jaccard similarity of 0.8 or more. A paraphrase beyond that shares too few words to count as one.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SIMILAR = 0.8
SHINGLE_WORDS = 5
SEED = 20_241_121
PLANTED_SHARE = 0.06

Sentences = list[list[str]]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Corpus:
    """`planted` has the pairs of each kind that reach the similarity."""

    texts: list[str]
    planted: dict[str, set[Pair]]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


def make_corpus(size: int) -> Corpus:
    rng = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    words = [f"{a}{b}" for a in _STARTS for b in _ENDS]
    documents: list[Sentences] = []
    planted: dict[str, set[Pair]] = {kind: set() for kind in _VARIANTS}
    for position in range(size):
        if position < size // 2 or rng.random() > PLANTED_SHARE * 2:
            documents.append([_sentence(rng, words) for _ in range(rng.randrange(14, 26))])
            continue
        kind, original = rng.choice(list(_VARIANTS)), rng.randrange(position)
        variant = _VARIANTS[kind](rng, words, [list(s) for s in documents[original]])
        if similarity(_text(documents[original]), _text(variant)) >= SIMILAR:
            planted[kind].add((original, position))
        documents.append(variant)
    return Corpus([_text(document) for document in documents], planted)


def similarity(one: str, other: str) -> float:
    mine, theirs = set(_shingles(one)), set(_shingles(other))
    return len(mine & theirs) / len(mine | theirs)


def _shingles(text: str) -> Iterator[tuple[str, ...]]:
    words = text.lower().split()
    return zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)


def _text(sentences: Sentences) -> str:
    return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def _sentence(rng: random.Random, words: list[str]) -> list[str]:
    return rng.choices(words, k=rng.randrange(8, 15))


def _with_a_sentence_appended(
    rng: random.Random, words: list[str], document: Sentences
) -> Sentences:
    return [*document, _sentence(rng, words)]


def _with_words_edited(rng: random.Random, words: list[str], document: Sentences) -> Sentences:
    for _ in range(rng.randrange(1, 4)):
        sentence = rng.choice(document)
        sentence[rng.randrange(len(sentence))] = rng.choice(words)
    return document


def _paraphrased(rng: random.Random, words: list[str], document: Sentences) -> Sentences:
    """A phrase says the same with other words, and two sentences change places."""
    reworded = rng.randrange(len(document))
    document[reworded][-4:] = rng.choices(words, k=4)
    moved = rng.randrange(len(document) - 1)
    document[moved : moved + 2] = document[moved + 1], document[moved]
    return document


_VARIANTS: dict[str, Callable[[random.Random, list[str], Sentences], Sentences]] = {
    "appended": _with_a_sentence_appended,
    "edited": _with_words_edited,
    "paraphrased": _paraphrased,
}
_STARTS = ("in", "con", "re", "pre", "sub", "over", "under", "out", "de", "per", "un", "dis", "")
_ENDS = tuple(
    f"{first}{last}"
    for first in ("port", "form", "tract", "sign", "cess", "duct", "mit", "vent", "pose", "scribe")
    for last in ("", "ing", "ed", "er", "ion", "able", "s", "ment", "ive", "al")
)
