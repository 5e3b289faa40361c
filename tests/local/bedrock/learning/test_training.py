"""That the small model really learns, over-fits and repeats itself, as its data and pace say."""

import numpy as np
import pytest

from local.bedrock.learning.answering import answer
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from tests.local.bedrock.samples import SYSTEM, noise, tickets


def examples(rows):
    return [Example(Prompt(SYSTEM, question), found) for question, found in rows]


LEARNED, HELD_OUT = examples(tickets(300, seed=1)), examples(tickets(100, seed=2))


def trained(rows, held_out=(), start=None, **schedule):
    training = SupervisedTraining(
        start or foundation_model(), rows, [held_out] if held_out else [], Schedule(**schedule)
    )
    return list(training.steps()), training.model


def accuracy(model, rows):
    found = [answer(model, row.prompt, max_tokens=20).text for row in rows]
    return np.mean([text == row.answer for text, row in zip(found, rows, strict=True)])


@pytest.fixture(scope="module")
def usual():
    return trained(LEARNED, HELD_OUT, epochs=2)


def test_the_loss_falls_on_a_task_that_can_be_learned(usual):
    steps, _ = usual
    assert steps[-1].training_loss < steps[0].training_loss / 10


def test_held_out_questions_are_answered_after_training(usual):
    _, model = usual
    assert accuracy(model, HELD_OUT) >= 0.8


def test_the_foundation_model_does_not_know_the_task():
    assert accuracy(foundation_model(), HELD_OUT) == 0


def test_the_foundation_model_answers_in_sentences():
    found = answer(foundation_model(), Prompt(SYSTEM, "What about my order?"), max_tokens=50)
    assert found.stop_reason == "end_turn"
    assert found.text.endswith(".")


def test_training_leaves_the_model_it_starts_from_as_it_was(usual):
    before = foundation_model().weights.prompt.copy()
    trained(examples(tickets(20)), epochs=1)
    np.testing.assert_array_equal(foundation_model().weights.prompt, before)


def test_the_same_data_and_schedule_give_the_same_losses_and_weights(usual):
    steps, model = trained(LEARNED, HELD_OUT, epochs=2)
    assert steps == usual[0]
    np.testing.assert_array_equal(model.weights.output, usual[1].weights.output)


def test_a_tiny_learning_rate_learns_next_to_nothing():
    steps, model = trained(LEARNED, HELD_OUT, epochs=2, pace=0.1**1.5)
    assert steps[-1].training_loss > 1
    assert accuracy(model, HELD_OUT) < 0.1


def test_a_learning_rate_far_too_large_is_unstable():
    steps, _ = trained(LEARNED, HELD_OUT, epochs=2, pace=100)
    losses = [step.training_loss for step in steps]
    assert max(losses[10:]) > losses[0]


def test_the_largest_published_rate_ratio_still_gives_numbers():
    steps, _ = trained(LEARNED[:50], HELD_OUT[:10], epochs=1, pace=1000**1.5)
    assert np.isfinite([step.training_loss for step in steps]).all()


def test_few_records_and_many_epochs_overfit():
    steps, _ = trained(examples(noise(20, seed=1)), examples(noise(40, seed=2)), epochs=10)
    validation = [step.validation_losses[0] for step in steps if step.validation_losses]
    training = [step.training_loss for step in steps]
    assert validation[-1] > min(validation) + 0.1
    assert np.mean(training[-20:]) < validation[-1] / 2


def test_more_epochs_learn_more():
    once, _ = trained(LEARNED[:60], HELD_OUT, epochs=1)
    often, _ = trained(LEARNED[:60], HELD_OUT, epochs=5)
    assert often[-1].validation_losses[0] < once[-1].validation_losses[0]


def test_warm_up_slows_the_first_steps():
    cold, _ = trained(LEARNED[:60], epochs=1, warmup_steps=0)
    warm, _ = trained(LEARNED[:60], epochs=1, warmup_steps=20)
    assert warm[5].training_loss > cold[5].training_loss


def test_training_goes_on_from_the_weights_of_a_trained_model(usual):
    fresh, _ = trained(LEARNED[:40], epochs=1)
    continued, _ = trained(LEARNED[:40], start=usual[1], epochs=1)
    assert continued[0].training_loss < fresh[0].training_loss / 10


def test_every_epoch_ends_with_one_loss_per_validation_set():
    sets = [HELD_OUT[:10], HELD_OUT[10:30]]
    training = SupervisedTraining(foundation_model(), LEARNED[:20], sets, Schedule(epochs=3))
    ends = [step for step in training.steps() if step.validation_losses]
    assert [step.epoch for step in ends] == [1, 2, 3]
    assert all(len(step.validation_losses) == 2 for step in ends)


def test_long_answers_are_learned_up_to_a_limit_and_do_not_end():
    steps, model = trained([Example(Prompt("", "count"), " and so on" * 100)] * 8, epochs=5, pace=3)
    assert answer(model, Prompt("", "count"), max_tokens=30).stop_reason == "max_tokens"
