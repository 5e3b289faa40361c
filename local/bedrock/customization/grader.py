"""The function that rewards answers, invoked as the service role of the job."""

import json
from collections.abc import Sequence
from math import isfinite
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.bedrock.datasets.chat import ChatTask
from local.bedrock.learning.reinforcement import Attempt

_AT_ONCE = 64
"""Samples of one invocation."""


class GraderFailed(Exception):
    """Ends the job; the message is its failure message."""


class Grader:
    def __init__(self, client: Any, function_arn: str) -> None:
        """`client` is a boto3 Lambda client."""
        self._client, self._arn = client, function_arn

    def rewards(self, tasks: Sequence[ChatTask], attempts: Sequence[Attempt]) -> list[float]:
        """In the order of the attempts."""
        samples = [_sample(f"{at}", tasks[each.task], each) for at, each in enumerate(attempts)]
        scores: dict[str, float] = {}
        for first in range(0, len(samples), _AT_ONCE):
            scores |= self._scores(samples[first : first + _AT_ONCE])
        return [scores[sample["id"]] for sample in samples]

    def _scores(self, samples: list[dict[str, Any]]) -> dict[str, float]:
        answer = self._answer(samples)
        if not isinstance(answer, list):
            raise self._failed("did not answer with a JSON array")
        scores = dict(map(self._score, answer))
        missing = [sample["id"] for sample in samples if sample["id"] not in scores]
        if missing:
            raise self._failed(f"gave no score for the ids {', '.join(missing)}")
        return scores

    def _score(self, graded: Any) -> tuple[str, float]:
        if not isinstance(graded, dict) or not isinstance(graded.get("id"), str):
            raise self._failed("answered with something that is not an object with an id")
        score = graded.get("aggregate_reward_score")
        if isinstance(score, bool) or not isinstance(score, int | float) or not isfinite(score):
            raise self._failed(
                f"answered for id {graded['id']} with the aggregate_reward_score {score!r}, which "
                "is not a finite number"
            )
        return graded["id"], float(score)

    def _answer(self, samples: list[dict[str, Any]]) -> Any:
        try:
            invoked = self._client.invoke(
                FunctionName=self._arn, Payload=json.dumps(samples).encode()
            )
            payload = json.loads(invoked["Payload"].read())
        except (BotoCoreError, ClientError, ValueError) as error:
            raise self._failed(f"can't be invoked: {error}") from error
        if "FunctionError" in invoked:
            raise self._failed(f"failed: {_reason(payload)}")
        return payload

    def _failed(self, reason: str) -> GraderFailed:
        return GraderFailed(f"The grader {self._arn} {reason}.")


def _sample(name: str, task: ChatTask, attempt: Attempt) -> dict[str, Any]:
    said = {"role": "assistant", "content": attempt.answer}
    return {"id": name, "messages": [*task.messages, said], "metadata": task.metadata}


def _reason(payload: Any) -> str:
    if not isinstance(payload, dict):
        return str(payload)
    return f"{payload.get('errorType', 'error')}: {payload.get('errorMessage', payload)}"
