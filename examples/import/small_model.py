"""A language model of 0.2 million weights, trained with numpy alone.

The next token of an answer = softmax over one hidden layer of the question's words and the last
three tokens. docs/local-models.md describes the model; the local account can run it.
"""

import re
import string
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

HASHED, BUCKETS, KEPT, WIDTH, CONTEXT = 4_096, 4_480, 48, 48, 3
START, END = 0, 1
SPECIAL = ("<s>", "</s>", "<unk>")
STEPS, RATE = 120, 0.03

Array = NDArray[np.float32]


class Example(NamedTuple):
    question: str
    answer: str


class Weights(NamedTuple):
    prompt: Array
    context: Array
    hidden: Array
    output: Array
    bias: Array


@dataclass(frozen=True)
class Model:
    tokens: tuple[str, ...]
    prompts: int
    occurrences: Array
    """In how many of the prompts each feature occurred."""
    weights: Weights


def trained(examples: list[Example]) -> Model:
    tokens = _tokens(examples)
    features = [_features(each.question) for each in examples]
    occurrences = np.zeros(BUCKETS, np.float32)
    for found in features:
        occurrences[found] += 1
    prompts = np.stack([_weighted(found, occurrences, len(examples)) for found in features])
    owners, contexts, targets = _positions(examples, tokens)
    weights = _fresh(len(tokens))
    adam = _Adam(weights)
    for _ in range(STEPS):
        adam.step(_gradient(weights, prompts, owners, contexts, targets))
    return Model(tokens, len(examples), occurrences, weights)


def _tokens(examples: list[Example]) -> tuple[str, ...]:
    said = {token: None for each in examples for token in _split(each.answer)}
    letters = [letter for letter in string.printable if letter not in said]
    return (*SPECIAL, *letters, *said)


def _split(answer: str) -> list[str]:
    return re.findall(r" ?[^\W\d_]+| ?\d| ?[^\w\s]|\s+|_", answer)


def _features(question: str) -> list[int]:
    words = set(re.findall(r"\w+", question.lower()))
    return sorted({crc32(f"question:{word}".encode()) % HASHED for word in words})


def _weighted(found: list[int], occurrences: Array, prompts: int) -> Array:
    """Rare words tell prompts apart, common ones do not; of unit length."""
    telling = np.log((1 + prompts) / (1 + occurrences[found]))
    kept = np.argsort(-telling, kind="stable")[:KEPT]
    row = np.zeros(BUCKETS, np.float32)
    row[np.array(found)[kept]] = telling[kept] / np.linalg.norm(telling[kept])
    return row


def _positions(
    examples: list[Example], tokens: tuple[str, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Per token of each answer: its example, the tokens before it (nearest first), itself."""
    number = {token: place for place, token in enumerate(tokens)}
    owners, contexts, targets = [], [], []
    for owner, example in enumerate(examples):
        before = [START] * CONTEXT
        for target in [*(number[token] for token in _split(example.answer)), END]:
            owners.append(owner)
            contexts.append(before)
            targets.append(target)
            before = [target, *before[:-1]]
    return np.array(owners), np.array(contexts), np.array(targets)


def _fresh(tokens: int) -> Weights:
    chance = np.random.default_rng(0)

    def near_nothing(*shape: int) -> Array:
        return chance.standard_normal(shape, dtype=np.float32) * np.float32(0.1)

    return Weights(
        prompt=np.zeros((BUCKETS, WIDTH), np.float32),
        context=near_nothing(CONTEXT, tokens, WIDTH),
        hidden=np.zeros(WIDTH, np.float32),
        output=near_nothing(tokens, WIDTH),
        bias=np.zeros(tokens, np.float32),
    )


def _gradient(
    weights: Weights,
    prompts: Array,
    owners: NDArray[np.int64],
    contexts: NDArray[np.int64],
    targets: NDArray[np.int64],
) -> Weights:
    """Of the mean cross-entropy per token."""
    summed = (prompts @ weights.prompt)[owners] + weights.hidden
    for place in range(CONTEXT):
        summed += weights.context[place, contexts[:, place]]
    hidden = np.tanh(summed)
    scores = hidden @ weights.output.T + weights.bias
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    scores[np.arange(len(targets)), targets] -= 1
    scores /= len(targets)
    slope = (scores @ weights.output) * (1 - hidden * hidden)
    per_prompt = np.zeros((len(prompts), WIDTH), np.float32)
    np.add.at(per_prompt, owners, slope)
    context = np.zeros_like(weights.context)
    for place in range(CONTEXT):
        np.add.at(context[place], contexts[:, place], slope)
    return Weights(
        prompt=prompts.T @ per_prompt,
        context=context,
        hidden=slope.sum(axis=0),
        output=scores.T @ hidden,
        bias=scores.sum(axis=0),
    )


class _Adam:
    """Kingma and Ba, 2014; changes the weights in place."""

    def __init__(self, weights: Weights) -> None:
        self._weights, self._steps = weights, 0
        self._means = [np.zeros_like(each) for each in weights]
        self._squares = [np.zeros_like(each) for each in weights]

    def step(self, gradient: Weights) -> None:
        self._steps += 1
        rate = RATE * (1 - 0.999**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        for weight, slope, mean, square in zip(
            self._weights, gradient, self._means, self._squares, strict=True
        ):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            weight -= rate * mean / (np.sqrt(square) + 1e-8)
