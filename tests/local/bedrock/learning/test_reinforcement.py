"""That rewards, and nothing else, change what the model says."""

import numpy as np
import pytest

from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.reinforcement import ReinforcementTraining, RewardSchedule, TaskSet
from tests.local.bedrock.samples import SYSTEM, tickets

LEARNED, HELD_OUT = tickets(100, seed=1), tickets(40, seed=2)


def tasks(rows, reward=lambda answer, right: float(answer == right)):
    def grade(attempts):
        return [reward(attempt.answer, rows[attempt.task][1]) for attempt in attempts]

    return TaskSet([Prompt(SYSTEM, question) for question, _ in rows], grade)


def trained(training_tasks, validation=None, right_answers=None, **schedule):
    usual = {"epochs": 2, "batch_size": 16, "attempts": 8, "pace": 1.0, "most_tokens": 40}
    training = ReinforcementTraining(
        foundation_model(),
        training_tasks,
        [answer for _, answer in LEARNED] if right_answers is None else right_answers,
        validation,
        RewardSchedule(**{**usual, "steps_between_evaluations": 5} | schedule),
    )
    return list(training.steps()), training.model


@pytest.fixture(scope="module")
def usual():
    return trained(tasks(LEARNED), tasks(HELD_OUT), epochs=3)


def test_the_mean_reward_rises_from_nothing(usual):
    rewards = [step.reward for step in usual[0]]
    assert rewards[0] == 0
    assert np.mean(rewards[-5:]) > 0.9


def test_held_out_prompts_are_answered_better_too(usual):
    evaluated = [step for step in usual[0] if step.validation_reward is not None]
    assert [step.number for step in evaluated] == [5, 10, 15, 20, 21]
    assert evaluated[-1].validation_reward > 0.9


def test_answers_become_as_long_as_is_rewarded(usual):
    assert usual[0][0].answer_tokens > 5
    assert usual[0][-1].answer_tokens < 2


def test_the_same_tasks_give_the_same_rewards_and_weights(usual):
    steps, model = trained(tasks(LEARNED), tasks(HELD_OUT), epochs=3)
    assert steps == usual[0]
    np.testing.assert_array_equal(model.weights.output, usual[1].weights.output)


def test_without_anything_to_prefer_nothing_is_learned():
    _, model = trained(tasks(LEARNED, reward=lambda answer, right: 0.5), epochs=1)
    np.testing.assert_array_equal(model.weights.prompt, foundation_model().weights.prompt)


def test_a_grader_that_wants_something_else_gets_something_else():
    brief = tasks(LEARNED, reward=lambda answer, right: -float(len(answer.split())))
    steps, _ = trained(brief, right_answers=[])
    assert steps[-1].answer_tokens < steps[0].answer_tokens / 2
    assert steps[-1].reward > steps[0].reward


def test_a_tiny_learning_rate_leaves_the_reward_where_it_was():
    steps, _ = trained(tasks(LEARNED), epochs=1, pace=0.001)
    assert max(step.reward for step in steps) < 0.1


def test_the_model_it_starts_from_stays_as_it_was(usual):
    before = foundation_model().weights.output.copy()
    trained(tasks(LEARNED[:20]), epochs=1)
    np.testing.assert_array_equal(foundation_model().weights.output, before)
