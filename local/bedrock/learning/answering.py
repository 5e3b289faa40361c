"""Answers of a model, one most likely token after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np

from local.bedrock.learning.language_model import (
    CONTEXT,
    Batch,
    LanguageModel,
    hidden_layer,
    log_probabilities,
)
from local.bedrock.learning.prompts import Floats, Prompt
from local.bedrock.learning.vocabulary import END, START, tokens


@dataclass(frozen=True)
class Answer:
    text: str
    tokens: int
    stop_reason: Literal["end_turn", "max_tokens", "stop_sequence"]


def answer(
    model: LanguageModel, prompt: Prompt, *, max_tokens: int, stop_sequences: Sequence[str] = ()
) -> Answer:
    numbers: list[int] = []
    for number in _continuation(model, prompt):
        if number == END:
            return Answer(model.vocabulary.decode(numbers), len(numbers), "end_turn")
        numbers.append(number)
        text = model.vocabulary.decode(numbers)
        if any(stop in text for stop in stop_sequences):
            return Answer(text, len(numbers), "stop_sequence")
        if len(numbers) == max_tokens:
            break
    return Answer(model.vocabulary.decode(numbers), len(numbers), "max_tokens")


def token_count(text: str) -> int:
    return len(tokens(text))


def predictions(model: LanguageModel, prompt: Prompt, most: int) -> Iterator[Floats]:
    """The probability of every token, for each token of the answer; at most so many."""
    for predicted in islice(_predicted(model, prompt), most):
        if predicted.argmax() == END:
            return
        yield np.exp(predicted)


def _continuation(model: LanguageModel, prompt: Prompt) -> Iterator[int]:
    return (int(predicted.argmax()) for predicted in _predicted(model, prompt))


def _predicted(model: LanguageModel, prompt: Prompt) -> Iterator[Floats]:
    """Log probabilities of all tokens, the most probable one always being the answer's next."""
    found, weights = model.familiarity.weighted(prompt)
    last = [START] * CONTEXT
    nothing = np.zeros(1, dtype=np.int64)
    while True:
        batch = Batch(found[None], weights[None], nothing, np.array([last]), nothing)
        (predicted,) = log_probabilities(model.weights, hidden_layer(model.weights, batch))
        yield predicted
        last = [int(predicted.argmax()), *last[:-1]]
