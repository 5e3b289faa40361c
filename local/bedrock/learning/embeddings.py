"""Embeddings of texts and images in one space: the words that are said, or would be said.

A text is where its tokens are; an image is where the tokens are with which the model would describe
it. So an image and its caption come near each other as the model learns to say the caption.
"""

from functools import lru_cache
from zlib import crc32

import numpy as np

from local.bedrock.learning.answering import predictions
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.prompts import Floats, Image, Prompt
from local.bedrock.learning.vocabulary import SPECIAL, tokens

_DESCRIBED_IN = 24
"""Tokens at most."""
_LIKELY = 0.01
"""Tokens less probable than this are not looked at."""


def text_embedding(text: str, length: int) -> Floats:
    """Of unit length, like all here; zeros for a text without words."""
    return _unit(sum((_place(token.strip(), length) for token in tokens(text)), _nowhere(length)))


def image_embedding(model: LanguageModel, image: Image, length: int) -> Floats:
    told = _nowhere(length)
    for probabilities in predictions(model, Prompt("", "", (image,)), _DESCRIBED_IN):
        for number in np.flatnonzero(probabilities > _LIKELY):
            if number >= len(SPECIAL):
                token = model.vocabulary.entries[number].strip()
                told = told + probabilities[number] * _place(token, length)
    return _unit(told)


def mean_embedding(embeddings: list[Floats]) -> Floats:
    return _unit(np.mean(embeddings, axis=0, dtype=np.float32))


def _nowhere(length: int) -> Floats:
    return np.zeros(length, np.float32)


@lru_cache(maxsize=10_000)
def _place(token: str, length: int) -> Floats:
    """A direction of its own for each token, nearly at right angles to all others."""
    if not token:
        return _nowhere(length)
    chance = np.random.default_rng(crc32(token.lower().encode()))
    return _unit(chance.standard_normal(length, dtype=np.float32))


def _unit(vector: Floats) -> Floats:
    return vector / np.float32(np.linalg.norm(vector) or 1.0)
