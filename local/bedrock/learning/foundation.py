"""What foundation model ids stand for: small models that have read pages of ordinary English."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from local.bedrock.learning.language_model import LanguageModel, blank_weights
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Familiarity, Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from local.bedrock.learning.vocabulary import Vocabulary

_PAGES = ("base_corpus.txt", "second_page.txt", "third_page.txt")


@cache
def foundation_model(pages: int = 1) -> LanguageModel:
    """Speaks, but knows no task; one that has read more can teach one that has read less.

    Must not be changed: training works on copies.
    """
    vocabulary = Vocabulary()
    weights = blank_weights(vocabulary, np.random.default_rng(0))
    blank = LanguageModel(vocabulary, Familiarity.none(), weights)
    pairs = [pair for page in _PAGES[:pages] for pair in _sentence_pairs(page)]
    training = SupervisedTraining(blank, pairs, (), Schedule(epochs=6))
    for _ in training.steps():
        pass
    return training.model


def _sentence_pairs(page: str) -> list[Example]:
    """Each sentence of a paragraph is the answer to the one before it."""
    text = Path(__file__).with_name(page).read_text(encoding="utf-8")
    return [
        Example(Prompt("", sentence), following)
        for paragraph in text.split("\n\n")
        for sentence, following in pairwise(paragraph.splitlines())
    ]
