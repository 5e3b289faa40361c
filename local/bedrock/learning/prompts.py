"""Prompts as weighted sets of features: rare words tell prompts apart, common ones do not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

HASHED = 4_096
"""Words and shapes are hashed into this many features."""
COLOURS = 384
"""Features of their own, which images.py numbers."""
BUCKETS = HASHED + COLOURS
"""All features."""
KEPT = 48
"""Most telling features kept of the words of one prompt, however long it is."""
KEPT_OF_IMAGES = 64
"""Most telling features kept of its images, however many there are."""

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Image = frozenset[int]
"""The features of an image, as images.see finds them."""


@dataclass(frozen=True)
class Prompt:
    background: str
    """System prompt and earlier turns."""
    question: str
    """What was said last."""
    images: tuple[Image, ...] = ()
    """All that were shown; which was shown when makes no difference."""


def features(prompt: Prompt) -> Integers:
    return _sorted(_said(prompt) | _shown(prompt))


def _said(prompt: Prompt) -> set[int]:
    background = {bucket("background", word) for word in _words(prompt.background)}
    return background | {bucket("question", word) for word in _words(prompt.question)}


def _shown(prompt: Prompt) -> set[int]:
    return set().union(*prompt.images)


def _sorted(found: set[int]) -> Integers:
    return np.fromiter(sorted(found), dtype=np.int64, count=len(found))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=100_000)
def bucket(part: str, word: str) -> int:
    return crc32(f"{part}:{word}".encode()) % HASHED


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

    def weighted(self, prompt: Prompt) -> tuple[Integers, Floats]:
        """The most telling features and their weights: KEPT of words, KEPT_OF_IMAGES if any."""
        said = self._most_telling(_sorted(_said(prompt)), KEPT)
        if not prompt.images:
            return said
        shown = self._most_telling(_sorted(_shown(prompt)), KEPT_OF_IMAGES)
        return np.concatenate([said[0], shown[0]]), np.concatenate([said[1], shown[1]])

    def _most_telling(self, found: Integers, most: int) -> tuple[Integers, Floats]:
        """Weights of unit length, padded with zeros."""
        occurrences = self.occurrences[found]
        telling = np.log((1 + self.prompts) / (1 + occurrences)) * (occurrences > 0)
        kept = np.argsort(-telling, kind="stable")[:most]
        padding = (0, most - len(kept))
        length = float(np.linalg.norm(telling[kept])) or 1.0
        weights = np.pad(telling[kept] / length, padding).astype(np.float32)
        return np.pad(found[kept], padding), weights
