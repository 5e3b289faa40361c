"""Examples made ready for training: numbers instead of words, cut into batches."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from local.bedrock.learning.language_model import CONTEXT, Batch
from local.bedrock.learning.prompts import Familiarity, Floats, Integers, Prompt
from local.bedrock.learning.vocabulary import END, START, Vocabulary

LONGEST_ANSWER = 160
"""Tokens of an answer that are learned; what follows is cut off."""


@dataclass(frozen=True)
class Example:
    prompt: Prompt
    answer: str


class Lessons:
    """A set of examples under one vocabulary."""

    def __init__(
        self, examples: Sequence[Example], vocabulary: Vocabulary, familiarity: Familiarity
    ) -> None:
        self._prompts = _of_one_width([familiarity.weighted(each.prompt) for each in examples])
        self._targets = [_targets(vocabulary.encode(each.answer)) for each in examples]

    def __len__(self) -> int:
        return len(self._targets)

    def batch(self, chosen: Iterable[int]) -> Batch:
        chosen = list(chosen)
        targets = [self._targets[number] for number in chosen]
        return Batch(
            features=np.stack([self._prompts[number][0] for number in chosen]),
            feature_weights=np.stack([self._prompts[number][1] for number in chosen]),
            answer=np.repeat(np.arange(len(chosen)), [len(target) for target in targets]),
            context=np.concatenate([contexts(target) for target in targets]),
            target=np.concatenate(targets),
        )

    def batches(self, order: Integers, size: int) -> list[Batch]:
        return [self.batch(order[at : at + size]) for at in range(0, len(order), size)]


def contexts(answer: Integers) -> Integers:
    """For each token the CONTEXT tokens before it, the nearest first."""
    padded = np.concatenate([np.full(CONTEXT, START), answer[:-1]])
    return np.stack(
        [padded[CONTEXT - back : len(padded) - back + 1] for back in range(1, CONTEXT + 1)], axis=1
    )


def _of_one_width(prompts: list[tuple[Integers, Floats]]) -> list[tuple[Integers, Floats]]:
    """Prompts without images among prompts with them get features of no weight."""
    widest = max((len(found) for found, _ in prompts), default=0)
    return [
        (np.pad(found, (0, widest - len(found))), np.pad(weights, (0, widest - len(weights))))
        for found, weights in prompts
    ]


def _targets(answer: list[int]) -> Integers:
    ended = [*answer, END] if len(answer) < LONGEST_ANSWER else answer[:LONGEST_ANSWER]
    return np.array(ended, dtype=np.int64)
