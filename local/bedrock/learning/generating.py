"""Answers to many prompts without images, token by token, the most likely or drawn by chance."""

from collections.abc import Callable, Sequence

import numpy as np

from local.bedrock.learning.language_model import (
    CONTEXT,
    Batch,
    LanguageModel,
    hidden_layer,
    log_probabilities,
)
from local.bedrock.learning.prompts import Floats, Integers, Prompt
from local.bedrock.learning.vocabulary import END, START

_AT_ONCE = 256

Choose = Callable[[Floats], Integers]
"""Log-probabilities, prompts x vocabulary -> the token of each."""


def most_likely(predicted: Floats) -> Integers:
    tokens: Integers = predicted.argmax(axis=1)
    return tokens


def drawn_by(chance: np.random.Generator) -> Choose:
    """By their probabilities (the Gumbel trick)."""

    def draw(predicted: Floats) -> Integers:
        return most_likely(predicted + chance.gumbel(size=predicted.shape).astype(np.float32))

    return draw


def answers(
    model: LanguageModel, prompts: Sequence[Prompt], choose: Choose, *, max_tokens: int
) -> list[str]:
    found: list[str] = []
    for at in range(0, len(prompts), _AT_ONCE):
        numbers = _numbers(model, prompts[at : at + _AT_ONCE], choose, max_tokens)
        found += [model.vocabulary.decode(_until_end(row)) for row in numbers.tolist()]
    return found


def _numbers(
    model: LanguageModel, prompts: Sequence[Prompt], choose: Choose, max_tokens: int
) -> Integers:
    """prompts x tokens; what follows an END means nothing."""
    weighted = [model.familiarity.weighted(prompt) for prompt in prompts]
    found, weights = (np.stack(part) for part in zip(*weighted, strict=True))
    each = np.arange(len(prompts))
    last = np.full((len(prompts), CONTEXT), START)
    numbers: list[Integers] = []
    ended = np.zeros(len(prompts), dtype=bool)
    while len(numbers) < max_tokens and not ended.all():
        batch = Batch(found, weights, each, last, each)
        numbers.append(choose(log_probabilities(model.weights, hidden_layer(model.weights, batch))))
        ended |= numbers[-1] == END
        last = np.concatenate([numbers[-1][:, None], last[:, :-1]], axis=1)
    return np.stack(numbers, axis=1)


def _until_end(numbers: list[int]) -> list[int]:
    return numbers[: numbers.index(END)] if END in numbers else numbers
