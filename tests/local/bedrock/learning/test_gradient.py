import numpy as np
import pytest

from local.bedrock.learning.adam import Adam
from local.bedrock.learning.gradient import cross_entropy, loss_and_gradient
from local.bedrock.learning.language_model import Weights, blank_weights
from local.bedrock.learning.lessons import Example, Lessons
from local.bedrock.learning.prompts import Familiarity, Prompt, features
from local.bedrock.learning.vocabulary import Vocabulary

EXAMPLES = [
    Example(Prompt("be kind", "red lamp"), "the lamp is red"),
    Example(Prompt("be kind", "blue horse"), "the horse is blue, the horse"),
]
CHANCE = np.random.default_rng(1)


@pytest.fixture
def batch_and_weights():
    vocabulary = Vocabulary().extended(each.answer for each in EXAMPLES)
    familiarity = Familiarity.none().with_prompts(features(each.prompt) for each in EXAMPLES)
    batch = Lessons(EXAMPLES, vocabulary, familiarity).batch([0, 1])
    blank = blank_weights(vocabulary, CHANCE)
    return batch, Weights(*[weight + CHANCE.normal(0, 0.3, weight.shape) for weight in blank])


@pytest.mark.parametrize("part", Weights._fields)
def test_the_gradient_tells_how_the_loss_changes(batch_and_weights, part):
    batch, weights = batch_and_weights
    direction = CHANCE.normal(0, 1, getattr(weights, part).shape)

    def loss_at(distance):
        moved = getattr(weights, part) + distance * direction
        return cross_entropy(weights._replace(**{part: moved}), batch).mean()

    loss, gradient = loss_and_gradient(weights, batch)
    expected = (loss_at(1e-4) - loss_at(-1e-4)) / 2e-4
    assert loss == pytest.approx(loss_at(0))
    assert (getattr(gradient, part) * direction).sum() == pytest.approx(expected, rel=1e-3)


def test_each_token_is_seen_with_the_three_before_it_the_nearest_first(batch_and_weights):
    batch, _ = batch_and_weights
    first = batch.answer == 0
    the, lamp, is_, red = batch.target[first][:4]
    assert batch.context[first].tolist()[:4] == [
        [0, 0, 0],
        [the, 0, 0],
        [lamp, the, 0],
        [is_, lamp, the],
    ]
    assert red not in batch.context[first][:4]


def test_adam_moves_every_weight_by_its_rate_at_first(batch_and_weights):
    batch, weights = batch_and_weights
    before = weights.bias.copy()
    _, gradient = loss_and_gradient(weights, batch)
    Adam(weights, rate=0.5, warmup_steps=0).step(gradient)
    np.testing.assert_allclose(weights.bias, before - 0.5 * np.sign(gradient.bias), atol=1e-3)
