"""Prompts as weighted sets of words: rare words tell prompts apart, common ones do not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BUCKETS = 4_096
"""Words are hashed into this many features."""
KEPT = 48
"""Most telling features kept of one prompt, however long it is."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Prompt:
    background: str
    """System prompt and earlier turns."""
    question: str
    """What was said last."""


def features(prompt: Prompt) -> Integers:
    found = {_bucket("background", word) for word in _words(prompt.background)}
    found |= {_bucket("question", word) for word in _words(prompt.question)}
    return np.fromiter(sorted(found), dtype=np.int64, count=len(found))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=100_000)
def _bucket(part: str, word: str) -> int:
    return crc32(f"{part}:{word}".encode()) % BUCKETS


@dataclass(frozen=True)
class Familiarity:
    """In how many of the prompts seen so far each feature occurred."""

    prompts: int
    occurrences: Integers

    @classmethod
    def none(cls) -> "Familiarity":
        return cls(0, np.zeros(BUCKETS, dtype=np.int64))

    def with_prompts(self, seen: Iterable[Integers]) -> "Familiarity":
        occurrences, prompts = self.occurrences.copy(), self.prompts
        for found in seen:
            occurrences[found] += 1
            prompts += 1
        return Familiarity(prompts, occurrences)

    def weighted(self, found: Integers) -> tuple[Integers, Floats]:
        """The KEPT most telling features and their weights, of unit length, padded with zeros."""
        occurrences = self.occurrences[found]
        telling = np.log((1 + self.prompts) / (1 + occurrences)) * (occurrences > 0)
        kept = np.argsort(-telling, kind="stable")[:KEPT]
        padding = (0, KEPT - len(kept))
        length = float(np.linalg.norm(telling[kept])) or 1.0
        weights = np.pad(telling[kept] / length, padding).astype(np.float32)
        return np.pad(found[kept], padding), weights
