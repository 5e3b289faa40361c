"""Cross-entropy of a batch and its derivative with respect to every weight."""

import numpy as np

from local.bedrock.learning.language_model import (
    CONTEXT,
    Batch,
    Weights,
    hidden_layer,
    log_probabilities,
)
from local.bedrock.learning.prompts import Floats


def cross_entropy(weights: Weights, batch: Batch) -> Floats:
    """Per token, in nats."""
    predicted = log_probabilities(weights, hidden_layer(weights, batch))
    return -predicted[np.arange(len(batch.target)), batch.target]


def loss_and_gradient(weights: Weights, batch: Batch) -> tuple[float, Weights]:
    return weighted_loss_and_gradient(weights, batch, np.ones(len(batch.target), np.float32))


def weighted_loss_and_gradient(
    weights: Weights, batch: Batch, importance: Floats
) -> tuple[float, Weights]:
    """`importance` is per token; the loss is the mean over all of them."""
    tokens = np.arange(len(batch.target))
    hidden = hidden_layer(weights, batch)
    predicted = log_probabilities(weights, hidden)
    loss = -float((predicted[tokens, batch.target] * importance).mean())
    scores = np.exp(predicted)
    scores[tokens, batch.target] -= 1
    scores *= (importance / len(tokens))[:, None]
    summed = (scores @ weights.output) * (1 - hidden * hidden)
    gradient = Weights(
        prompt=_prompt_gradient(weights, batch, summed),
        context=_context_gradient(weights, batch, summed),
        hidden=summed.sum(axis=0),
        output=scores.T @ hidden,
        bias=scores.sum(axis=0),
    )
    return loss, gradient


def _prompt_gradient(weights: Weights, batch: Batch, summed: Floats) -> Floats:
    per_answer = np.zeros((len(batch.features), summed.shape[1]), np.float32)
    np.add.at(per_answer, batch.answer, summed)
    gradient = np.zeros_like(weights.prompt)
    np.add.at(gradient, batch.features, per_answer[:, None, :] * batch.feature_weights[:, :, None])
    return gradient


def _context_gradient(weights: Weights, batch: Batch, summed: Floats) -> Floats:
    gradient = np.zeros_like(weights.context)
    for place in range(CONTEXT):
        np.add.at(gradient[place], batch.context[:, place], summed)
    return gradient
