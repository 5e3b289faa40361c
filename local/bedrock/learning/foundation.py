"""The model every foundation model id stands for: pre-trained on a page of ordinary English."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from local.bedrock.learning.language_model import LanguageModel, blank_weights
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Familiarity, Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from local.bedrock.learning.vocabulary import Vocabulary

_CORPUS = Path(__file__).with_name("base_corpus.txt")


@cache
def foundation_model() -> LanguageModel:
    """Speaks, but knows no task. Must not be changed: training works on copies."""
    vocabulary = Vocabulary()
    weights = blank_weights(vocabulary, np.random.default_rng(0))
    blank = LanguageModel(vocabulary, Familiarity.none(), weights)
    training = SupervisedTraining(blank, _sentence_pairs(), (), Schedule(epochs=6))
    for _ in training.steps():
        pass
    return training.model


def _sentence_pairs() -> list[Example]:
    """Each sentence of a paragraph is the answer to the one before it."""
    return [
        Example(Prompt("", sentence), following)
        for paragraph in _CORPUS.read_text(encoding="utf-8").split("\n\n")
        for sentence, following in pairwise(paragraph.splitlines())
    ]
