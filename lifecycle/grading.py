"""The contract between reinforcement fine-tuning and a grader: samples in, scores out.

Source: Bedrock user guide, reward-functions. A wrong score teaches the wrong thing, so a sample
that cannot be graded fails the whole invocation with its id, and is never scored as a bad answer.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from lifecycle.errors import GradingFailed

Score = float


class SampleInvalid(Exception):
    """Raised by a grader: what the sample lacks, in words that quote none of its text."""


class Message(Struct, frozen=True):
    """`content` is a text, or blocks of which those with a text count."""

    role: str
    content: str | list[dict[str, Any]] = ""

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        texts = (block.get("text") for block in self.content)
        return "\n".join(text for text in texts if isinstance(text, str))


class Sample(Struct, frozen=True):
    """One candidate answer. `metadata` has `reference_answer` and all else that the record of the
    training file had beside its messages."""

    id: str | int
    messages: tuple[Message, ...]
    metadata: dict[str, Any] = {}

    @property
    def answer(self) -> str:
        """What the model said last."""
        if not self.messages or self.messages[-1].role != "assistant":
            raise SampleInvalid("its last message is no answer of the assistant")
        return self.messages[-1].text

    @property
    def reference(self) -> Any:
        reference = self.metadata.get("reference_answer")
        if reference is None:
            raise SampleInvalid("it has no `reference_answer`")
        return reference


Grade = Callable[[Sample], Score]


def grade_all(
    event: Any, name: str, grade: Grade, seconds_left: Callable[[], float]
) -> list[dict[str, Any]]:
    """The answer to the service: for each sample of the event its id and its score, in order.

    Raises GradingFailed that names the sample; also where the time will not do for the rest.
    """
    return [_scored(sample, name, grade, seconds_left) for sample in _samples(event, name)]


def _samples(event: Any, name: str) -> Iterator[Sample]:
    if not isinstance(event, list):
        raise GradingFailed(
            f"the grader {name!r} was called with something else than a JSON array of samples",
            fix="call it as Amazon Bedrock does: with a bare array",
        )
    for number, record in enumerate(event):
        try:
            yield msgspec.convert(_with_metadata(record), Sample)
        except msgspec.ValidationError as error:
            raise GradingFailed(
                f"sample number {number} is not what a grader can read: {error}",
                where=name,
                fix='send {"id": …, "messages": […], "metadata": {…}}',
            ) from error


def _with_metadata(record: Any) -> Any:
    """Some containers leave the fields of the training record beside `messages`, as they were."""
    if not isinstance(record, dict) or not isinstance(record.get("metadata", {}), dict):
        return record
    known = {name: record[name] for name in ("id", "messages") if name in record}
    others = {name: value for name, value in record.items() if name not in (*known, "metadata")}
    return {**known, "metadata": {**others, **record.get("metadata", {})}}


_SPARE_SECONDS = 1.0


def _scored(
    sample: Sample, name: str, grade: Grade, seconds_left: Callable[[], float]
) -> dict[str, Any]:
    if seconds_left() < _SPARE_SECONDS:
        raise _failed(name, sample, "there is no time left for it", "make the grader faster")
    try:
        score = grade(sample)
    except SampleInvalid as error:
        raise _failed(
            name, sample, str(error), "complete the record in the training file"
        ) from error
    except Exception as error:  # whatever a grader's own code can raise; its text may quote data
        raise _failed(
            name, sample, type(error).__name__, "try the grader on this record"
        ) from error
    if isinstance(score, bool) or not isinstance(score, int | float) or not math.isfinite(score):
        raise _failed(name, sample, f"its score is {score!r}", "return a finite number")
    return {
        "id": sample.id,
        "aggregate_reward_score": float(score),
        "metrics_list": [{"name": name, "value": float(score), "type": "Reward"}],
    }


def _failed(name: str, sample: Sample, why: str, fix: str) -> GradingFailed:
    return GradingFailed(
        f"the grader {name!r} could not grade the sample {sample.id!r}", why=why, fix=fix
    )
