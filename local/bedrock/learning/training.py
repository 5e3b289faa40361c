"""Supervised training of a copy of a model on examples, in small steps that can be watched."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf, sqrt
from statistics import fmean
from zlib import crc32

import numpy as np

from local.bedrock.learning.adam import Adam
from local.bedrock.learning.gradient import cross_entropy, loss_and_gradient
from local.bedrock.learning.language_model import Batch, LanguageModel, Weights, with_room_for
from local.bedrock.learning.lessons import Example, Lessons
from local.bedrock.learning.prompts import Integers, Prompt, features

USUAL_RATE = 0.02
"""Adam's rate at pace 1."""
_EVALUATED_AT_ONCE = 16


@dataclass(frozen=True)
class EarlyStopping:
    """Ends the training once the validation loss no longer falls."""

    threshold: float
    """Least fall that counts."""
    patience: int
    """Epochs in a row without one."""


@dataclass(frozen=True)
class Schedule:
    epochs: int
    pace: float = 1.0
    """Learning rate as a multiple of the usual one."""
    warmup_steps: int = 10
    early_stopping: EarlyStopping | None = None


@dataclass(frozen=True)
class Step:
    number: int
    """From 1, like the epoch."""
    epoch: int
    training_loss: float
    """Mean cross-entropy per token of the answers, in nats."""
    validation_losses: tuple[float, ...] = ()
    """One per validation set, on the last step of an epoch only."""


class SupervisedTraining:
    """Run through steps(); `model` is the result so far. The same data always gives the same."""

    def __init__(
        self,
        start: LanguageModel,
        examples: Sequence[Example],
        validation_sets: Sequence[Sequence[Example]],
        schedule: Schedule,
    ) -> None:
        self._chance = np.random.default_rng(_seed(examples))
        self._schedule = schedule
        self._least_loss, self._epochs_without_fall = inf, 0
        self.model = prepared_for(
            start,
            [each.prompt for each in examples],
            [each.answer for each in examples],
            self._chance,
        )
        self._lessons = self._lessons_of(examples)
        self._validation_sets = [self._lessons_of(each) for each in validation_sets]

    def steps(self) -> Iterator[Step]:
        weights, schedule = self.model.weights, self._schedule
        adam = Adam(weights, USUAL_RATE * schedule.pace, schedule.warmup_steps)
        numbers, size = count(1), batch_size_for(len(self._lessons))
        for epoch in range(1, schedule.epochs + 1):
            *earlier, last = self._lessons.batches(self._shuffled(), size)
            for batch in earlier:
                yield Step(next(numbers), epoch, _learn(weights, batch, adam))
            loss = _learn(weights, last, adam)
            step = Step(next(numbers), epoch, loss, self._validation_losses())
            yield step
            if self._has_stalled(step):
                return

    def _lessons_of(self, examples: Sequence[Example]) -> Lessons:
        return Lessons(examples, self.model.vocabulary, self.model.familiarity)

    def _shuffled(self) -> Integers:
        return self._chance.permutation(len(self._lessons))

    def _has_stalled(self, step: Step) -> bool:
        rule = self._schedule.early_stopping
        if rule is None or not step.validation_losses:
            return False
        loss = fmean(step.validation_losses)
        if loss < self._least_loss - rule.threshold:
            self._least_loss, self._epochs_without_fall = loss, 0
        else:
            self._epochs_without_fall += 1
        return self._epochs_without_fall >= rule.patience

    def _validation_losses(self) -> tuple[float, ...]:
        return tuple(mean_loss(self.model, each) for each in self._validation_sets)


def prepared_for(
    start: LanguageModel,
    prompts: Sequence[Prompt],
    texts: Sequence[str],
    chance: np.random.Generator,
) -> LanguageModel:
    """A copy that knows the words of the prompts, and has room to learn those of the texts."""
    vocabulary = start.vocabulary.extended(texts)
    return LanguageModel(
        vocabulary=vocabulary,
        familiarity=start.familiarity.with_prompts(map(features, prompts)),
        weights=with_room_for(start.weights, vocabulary, chance),
    )


def batch_size_for(examples: int) -> int:
    """Grows with the data, so that small sets get enough steps and large ones not too many."""
    return max(1, round(sqrt(examples) / 4))


def _learn(weights: Weights, batch: Batch, adam: Adam) -> float:
    loss, gradient = loss_and_gradient(weights, batch)
    adam.step(gradient)
    return loss


def mean_loss(model: LanguageModel, lessons: Lessons) -> float:
    batches = lessons.batches(np.arange(len(lessons)), _EVALUATED_AT_ONCE)
    losses = [cross_entropy(model.weights, batch) for batch in batches]
    return float(np.concatenate(losses).mean())


def _seed(examples: Sequence[Example]) -> int:
    return crc32("\n".join(each.answer for each in examples).encode())
