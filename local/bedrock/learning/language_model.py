"""The model: next token of the answer = softmax over one hidden layer of prompt and last tokens."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from local.bedrock.learning.prompts import BUCKETS, Familiarity, Floats, Integers
from local.bedrock.learning.vocabulary import Vocabulary

CONTEXT = 3
"""Tokens of the answer that the next one depends on."""
WIDTH = 48


class Weights(NamedTuple):
    prompt: Floats
    """BUCKETS x WIDTH"""
    context: Floats
    """CONTEXT x vocabulary x WIDTH"""
    hidden: Floats
    """WIDTH"""
    output: Floats
    """vocabulary x WIDTH"""
    bias: Floats
    """vocabulary"""


@dataclass(frozen=True)
class LanguageModel:
    vocabulary: Vocabulary
    familiarity: Familiarity
    weights: Weights


class Batch(NamedTuple):
    """Some answers, token by token, each token with its prompt and the tokens before it."""

    features: Integers
    """answers x features"""
    feature_weights: Floats
    """answers x features"""
    answer: Integers
    """per token: which answer it belongs to"""
    context: Integers
    """tokens x CONTEXT"""
    target: Integers
    """per token: the token itself"""


def blank_weights(vocabulary: Vocabulary, chance: np.random.Generator) -> Weights:
    """Unknown words of a prompt say nothing (zeros); everything else starts near nothing."""
    return Weights(
        prompt=np.zeros((BUCKETS, WIDTH), np.float32),
        context=_near_nothing(chance, CONTEXT, len(vocabulary), WIDTH),
        hidden=np.zeros(WIDTH, np.float32),
        output=_near_nothing(chance, len(vocabulary), WIDTH),
        bias=np.zeros(len(vocabulary), np.float32),
    )


def with_room_for(weights: Weights, vocabulary: Vocabulary, chance: np.random.Generator) -> Weights:
    """The same weights, and fresh ones for the tokens that the vocabulary has gained."""
    fresh = blank_weights(vocabulary, chance)
    known = len(weights.bias)
    return Weights(
        prompt=weights.prompt.copy(),
        context=np.concatenate([weights.context, fresh.context[:, known:]], axis=1),
        hidden=weights.hidden.copy(),
        output=np.concatenate([weights.output, fresh.output[known:]]),
        bias=np.concatenate([weights.bias, fresh.bias[known:]]),
    )


def _near_nothing(chance: np.random.Generator, *shape: int) -> Floats:
    return chance.standard_normal(shape, dtype=np.float32) * np.float32(0.1)


def hidden_layer(weights: Weights, batch: Batch) -> Floats:
    """tokens x WIDTH"""
    prompts = np.einsum("akw,ak->aw", weights.prompt[batch.features], batch.feature_weights)
    summed: Floats = prompts[batch.answer] + weights.hidden
    for place in range(CONTEXT):
        summed += weights.context[place, batch.context[:, place]]
    return np.tanh(summed)


def log_probabilities(weights: Weights, hidden: Floats) -> Floats:
    """tokens x vocabulary"""
    scores: Floats = hidden @ weights.output.T + weights.bias
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return scores
