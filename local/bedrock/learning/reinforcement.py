"""Learning from rewards: of several attempts at a prompt, those better than their mean are learned.

REINFORCE with the mean of the prompt's attempts as its baseline, as in group relative policy
optimization (Shao et al., 2024), of which only what was better is kept (Oh et al., 2018, "Self-
imitation learning"). A model this small would hardly ever say something right in its own words, so
half of the attempts are borrowed: answers that are right for some prompt, tried on any. What is
reported are the rewards of its own attempts only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import fmean
from typing import NamedTuple
from zlib import crc32

import numpy as np

from local.bedrock.learning.adam import Adam
from local.bedrock.learning.generating import Choose, answers, drawn_by, most_likely
from local.bedrock.learning.gradient import weighted_loss_and_gradient
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.lessons import Example, Lessons
from local.bedrock.learning.prompts import Floats, Prompt
from local.bedrock.learning.training import USUAL_RATE, batch_size_for, prepared_for
from local.bedrock.learning.vocabulary import tokens


class Attempt(NamedTuple):
    task: int
    """Number of the task in its set."""
    answer: str


Grade = Callable[[Sequence[Attempt]], list[float]]
"""The reward of each attempt, in their order."""


@dataclass(frozen=True)
class TaskSet:
    prompts: Sequence[Prompt]
    grade: Grade


@dataclass(frozen=True)
class RewardSchedule:
    epochs: int
    batch_size: int
    """Prompts of one step."""
    attempts: int
    """At each prompt."""
    pace: float
    """Learning rate as a multiple of the usual one."""
    most_tokens: int
    steps_between_evaluations: int


@dataclass(frozen=True)
class RewardStep:
    number: int
    """From 1, like the epoch."""
    epoch: int
    reward: float
    """Mean of the model's own attempts, before it learned from them."""
    answer_tokens: float
    """Mean length of them."""
    validation_reward: float | None = None
    """Mean of its likeliest answers after this step, where it was evaluated."""


class ReinforcementTraining:
    """Run through steps(); `model` is the result so far. The same data always gives the same."""

    def __init__(
        self,
        start: LanguageModel,
        tasks: TaskSet,
        right_answers: Sequence[str],
        validation: TaskSet | None,
        schedule: RewardSchedule,
    ) -> None:
        """Without right answers there is nothing to borrow, and all attempts are its own."""
        self._chance = np.random.default_rng(crc32("\n".join(right_answers).encode()))
        self._tasks, self._right_answers = tasks, right_answers
        self._validation, self._schedule = validation, schedule
        self.model = prepared_for(start, tasks.prompts, right_answers, self._chance)
        self._adam = Adam(self.model.weights, USUAL_RATE * schedule.pace, warmup_steps=0)

    def steps(self) -> Iterator[RewardStep]:
        numbers, schedule = count(1), self._schedule
        for epoch in range(1, schedule.epochs + 1):
            order = self._chance.permutation(len(self._tasks.prompts)).tolist()
            for at in range(0, len(order), schedule.batch_size):
                is_last = epoch == schedule.epochs and at + schedule.batch_size >= len(order)
                chosen = order[at : at + schedule.batch_size]
                yield self._step(next(numbers), epoch, chosen, is_last)

    def _step(self, number: int, epoch: int, chosen: list[int], is_last: bool) -> RewardStep:
        own, borrowed = self._own_attempts(chosen), self._borrowed_attempts(chosen)
        rewards = self._tasks.grade([*own, *borrowed])
        self._learn([*own, *borrowed], rewards)
        is_due = is_last or number % self._schedule.steps_between_evaluations == 0
        return RewardStep(
            number,
            epoch,
            reward=fmean(rewards[: len(own)]),
            answer_tokens=fmean(len(tokens(attempt.answer)) for attempt in own),
            validation_reward=self._evaluated() if is_due else None,
        )

    def _own_attempts(self, chosen: list[int]) -> list[Attempt]:
        each = self._schedule.attempts - self._borrowed_of_each()
        tasks = [task for task in chosen for _ in range(each)]
        said = self._said(self._tasks, tasks, drawn_by(self._chance))
        return list(map(Attempt, tasks, said))

    def _borrowed_attempts(self, chosen: list[int]) -> list[Attempt]:
        tasks = [task for task in chosen for _ in range(self._borrowed_of_each())]
        return [Attempt(task, str(self._chance.choice(self._right_answers))) for task in tasks]

    def _borrowed_of_each(self) -> int:
        return self._schedule.attempts // 2 if self._right_answers else 0

    def _said(self, tasks: TaskSet, chosen: Sequence[int], choose: Choose) -> list[str]:
        prompts = [tasks.prompts[task] for task in chosen]
        return answers(self.model, prompts, choose, max_tokens=self._schedule.most_tokens)

    def _evaluated(self) -> float | None:
        if self._validation is None:
            return None
        all_tasks = range(len(self._validation.prompts))
        said = self._said(self._validation, all_tasks, most_likely)
        return fmean(self._validation.grade(list(map(Attempt, all_tasks, said))))

    def _learn(self, attempts: Sequence[Attempt], rewards: Sequence[float]) -> None:
        gains = _gains(attempts, rewards)
        better = [at for at in self._chance.permutation(len(attempts)) if gains[at] > 0]
        examples = [
            Example(self._tasks.prompts[attempts[at].task], attempts[at].answer) for at in better
        ]
        lessons = Lessons(examples, self.model.vocabulary, self.model.familiarity)
        size = batch_size_for(len(self._tasks.prompts))
        for first in range(0, len(better), size):
            batch = lessons.batch(range(first, min(first + size, len(better))))
            gain = gains[better[first : first + size]]
            _, gradient = weighted_loss_and_gradient(self.model.weights, batch, gain[batch.answer])
            self._adam.step(gradient)


def _gains(attempts: Sequence[Attempt], rewards: Sequence[float]) -> Floats:
    """How much better each attempt was than the mean of its task's, in standard deviations."""
    by_task: dict[int, list[float]] = {}
    for attempt, reward in zip(attempts, rewards, strict=True):
        by_task.setdefault(attempt.task, []).append(reward)
    means = {task: (np.mean(found), np.std(found) or 1.0) for task, found in by_task.items()}
    relative = [
        (reward - means[attempt.task][0]) / means[attempt.task][1]
        for attempt, reward in zip(attempts, rewards, strict=True)
    ]
    return np.array(relative, dtype=np.float32)
