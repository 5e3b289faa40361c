"""Seeded texts with near duplicates of every kind, and which pairs of them are truly similar."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

SIMILAR = 0.8
LETTERS = "etaoinshrdlcumwfgypbvk"


def vocabulary(size: int = 5_000) -> list[str]:
    rng = random.Random(7)  # noqa: S311 - reproducible, not secret
    return ["".join(rng.choices(LETTERS, k=rng.randint(2, 9))) for _ in range(size)]


VOCABULARY = vocabulary()


def prose(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(VOCABULARY, k=words))


def appended(rng: random.Random, words: list[str]) -> list[str]:
    return words + prose(rng, max(2, round(len(words) * rng.uniform(0.01, 0.3)))).split()


def paraphrased(rng: random.Random, words: list[str]) -> list[str]:
    """One stretch says the same in other words."""
    length = max(2, round(len(words) * rng.uniform(0.01, 0.18)))
    start = rng.randrange(max(1, len(words) - length))
    return words[:start] + prose(rng, rng.randint(1, length + 3)).split() + words[start + length :]


def inserted(rng: random.Random, words: list[str]) -> list[str]:
    for _ in range(edits(rng, words)):
        words.insert(rng.randrange(len(words)), rng.choice(VOCABULARY))
    return words


def deleted(rng: random.Random, words: list[str]) -> list[str]:
    for _ in range(edits(rng, words)):
        del words[rng.randrange(len(words))]
    return words


def substituted(rng: random.Random, words: list[str]) -> list[str]:
    for _ in range(edits(rng, words)):
        words[rng.randrange(len(words))] = rng.choice(VOCABULARY)
    return words


def edits(rng: random.Random, words: list[str]) -> int:
    return max(1, round(len(words) * rng.uniform(0.002, 0.04)))


Change = Callable[[random.Random, list[str]], list[str]]
CHANGES: tuple[Change, ...] = (appended, paraphrased, inserted, deleted, substituted)


def texts(
    count: int, words: tuple[int, int], changes: Sequence[Change] = CHANGES, seed: int = 0
) -> list[str]:
    """About a third are changed copies of an earlier one."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    made: list[str] = []
    for _ in range(count):
        if made and rng.random() < 0.3:
            made.append(" ".join(rng.choice(changes)(rng, rng.choice(made).split())))
        else:
            made.append(prose(rng, rng.randint(*words)))
    return made


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def similar_pairs(documents: Sequence[str]) -> set[tuple[int, int]]:
    """Exactly, through an inverted index."""
    found, seen = set(), defaultdict(list)
    all_shingles = [shingles(document) for document in documents]
    for later, own in enumerate(all_shingles):
        shared = Counter(earlier for shingle in own for earlier in seen[shingle])
        for earlier, count in shared.items():
            if count / (len(own) + len(all_shingles[earlier]) - count) >= SIMILAR:
                found.add((earlier, later))
        for shingle in own:
            seen[shingle].append(later)
    return found
