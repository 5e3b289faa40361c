"""The contract of a grader, for every file in graders/, as Amazon Bedrock calls it.

tests/graders/<file>.jsonl holds samples, each with the score that it must get.
"""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lambdas import grade_samples
from lifecycle.errors import GradingFailed
from stacks.graders_stack import GRADERS, grader_names

FOLDER = Path(__file__).parent
NAMES = grader_names(GRADERS)
SECONDS_FOR_A_THOUSAND = 5.0
SYNCHRONOUS_PAYLOAD_BYTES = 6 * 1024 * 1024


@dataclass
class Context:
    seconds: float = 60.0

    def get_remaining_time_in_millis(self) -> int:
        return int(self.seconds * 1000)


@pytest.fixture(params=NAMES)
def grader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the grader whose function this process is."""
    name: str = request.param
    monkeypatch.setenv("GRADER", name)
    return name


def examples(grader: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{grader.replace('-', '_')}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def samples(grader: str) -> list[dict[str, Any]]:
    """As the service sends them."""
    return [{k: v for k, v in each.items() if k != "expected"} for each in examples(grader)]


def graded(event: Any, context: Context | None = None) -> list[dict[str, Any]]:
    return grade_samples.handler(event, context or Context())


def scores(answered: list[dict[str, Any]]) -> dict[str, float]:
    return {each["id"]: each["aggregate_reward_score"] for each in answered}


def test_its_examples_tell_good_answers_from_bad_ones(grader: str) -> None:
    expected = {each["id"]: each["expected"] for each in examples(grader)}
    assert len(expected) == len(examples(grader)) and len(set(expected.values())) > 1
    assert scores(graded(samples(grader))) == expected


def test_a_bare_array_comes_back_with_the_same_ids_in_order(grader: str) -> None:
    event = samples(grader)
    answered = json.loads(json.dumps(graded(event), allow_nan=False))
    assert [each["id"] for each in answered] == [each["id"] for each in event]
    assert all(math.isfinite(each["aggregate_reward_score"]) for each in answered)
    assert {metric["type"] for each in answered for metric in each["metrics_list"]} == {"Reward"}
    assert graded([]) == []


def test_a_score_depends_on_its_own_sample_only(grader: str) -> None:
    event = samples(grader)
    together = scores(graded(event))
    assert scores(graded(event[::-1])) == together
    alone = [scores(graded([each])) for each in event]
    assert {id: score for one in alone for id, score in one.items()} == together


def test_a_thousand_samples_are_graded_within_seconds(grader: str) -> None:
    few = samples(grader)
    event = [few[number % len(few)] | {"id": str(number)} for number in range(1_000)]
    start = time.perf_counter()
    answered = graded(event)
    assert time.perf_counter() - start < SECONDS_FOR_A_THOUSAND
    assert len(json.dumps(answered)) < SYNCHRONOUS_PAYLOAD_BYTES


def test_a_sample_without_what_it_is_graded_by_is_named_and_not_scored(grader: str) -> None:
    bare = samples(grader)[0] | {"id": "bare", "metadata": {}}
    with pytest.raises(GradingFailed, match="sample 'bare'") as failed:
        graded([*samples(grader), bare])
    assert failed.value.why


@pytest.mark.parametrize("answer", ["", "\x00", "🧵" * 1000, "9" * 5000, "[" * 5000, "{}", "NaN"])
def test_whatever_a_model_says_gets_a_score(grader: str, answer: str) -> None:
    (first, *_) = samples(grader)
    first["messages"][-1]["content"] = answer
    (score,) = scores(graded([first])).values()
    assert math.isfinite(score)


def test_fields_beside_the_messages_count_as_metadata(grader: str) -> None:
    flat = [
        {"id": each["id"], "messages": each["messages"], **each["metadata"]}
        for each in samples(grader)
    ]
    assert graded(flat) == graded(samples(grader))


def test_without_time_for_a_sample_the_answer_is_no_silence(grader: str) -> None:
    with pytest.raises(GradingFailed, match="could not grade") as failed:
        graded(samples(grader), Context(seconds=0.5))
    assert "no time left" in failed.value.why
