"""What a grader's function answers, and what it refuses to make up."""

from typing import Any

import pytest

from lifecycle.errors import GradingFailed
from lifecycle.grading import Sample, SampleInvalid, grade_all

ASK = {"role": "user", "content": "2 + 2?"}
ANSWER = {"role": "assistant", "content": "4"}
SAMPLE = {"id": "1", "messages": [ASK, ANSWER], "metadata": {"reference_answer": "4"}}


def graded(event: Any, grade: Any = lambda sample: 1) -> list[dict[str, Any]]:
    return grade_all(event, "taste", grade, lambda: 60.0)


def test_the_answer_has_the_shape_of_the_documentation() -> None:
    assert graded([SAMPLE], lambda sample: 0.85) == [
        {
            "id": "1",
            "aggregate_reward_score": 0.85,
            "metrics_list": [{"name": "taste", "value": 0.85, "type": "Reward"}],
        }
    ]


def test_ids_come_back_as_they_came() -> None:
    assert [each["id"] for each in graded([SAMPLE, SAMPLE | {"id": 7}])] == ["1", 7]


def test_a_grader_sees_the_last_answer_and_all_that_the_record_had() -> None:
    seen: list[Sample] = []
    blocks = {"role": "assistant", "content": [{"reasoningText": "hm"}, {"text": "4"}]}
    event = [
        {"id": "1", "messages": [ASK, blocks], "metadata": {"reference_answer": "4", "level": 2}},
        {"id": "2", "messages": [ASK, ANSWER], "reference_answer": "4", "level": 2},
    ]
    graded(event, lambda sample: float(seen.append(sample) or 1))
    assert [(s.answer, s.reference, s.metadata["level"]) for s in seen] == [("4", "4", 2)] * 2


@pytest.mark.parametrize("score", [float("nan"), float("inf"), True, "1", None, 1j])
def test_a_score_that_is_no_finite_number_fails_with_its_sample(score: Any) -> None:
    with pytest.raises(GradingFailed, match="sample '1'") as failed:
        graded([SAMPLE], lambda sample: score)
    assert "its score is" in failed.value.why


def test_an_exception_of_a_grader_is_no_score_of_zero_and_quotes_no_data() -> None:
    def stumble(sample: Sample) -> float:
        raise KeyError(sample.answer + " secret")

    with pytest.raises(GradingFailed, match="sample '1'") as failed:
        graded([SAMPLE], stumble)
    assert failed.value.why == "KeyError"
    assert "secret" not in str(failed.value)


def test_what_a_sample_lacks_is_said_in_the_words_of_the_grader() -> None:
    def need(sample: Sample) -> float:
        raise SampleInvalid("it has no colour")

    with pytest.raises(GradingFailed) as failed:
        graded([SAMPLE], need)
    assert failed.value.why == "it has no colour"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"messages": []}, "no answer of the assistant"),
        ({"messages": [ASK]}, "no answer of the assistant"),
        ({"metadata": {}}, "reference_answer"),
    ],
)
def test_a_sample_without_an_answer_or_a_reference_is_invalid(change: dict, why: str) -> None:
    with pytest.raises(GradingFailed) as failed:
        graded([SAMPLE | change], lambda sample: float(sample.answer == sample.reference))
    assert why in failed.value.why


@pytest.mark.parametrize("event", [{}, {"body": "[]"}, None, "[]", 7])
def test_only_a_bare_array_is_an_event(event: Any) -> None:
    with pytest.raises(GradingFailed, match="JSON array"):
        graded(event)


@pytest.mark.parametrize(
    "sample", [7, {}, {"id": "1"}, SAMPLE | {"metadata": 7}, SAMPLE | {"messages": "4"}]
)
def test_a_sample_that_cannot_be_read_is_named_by_its_number(sample: Any) -> None:
    with pytest.raises(GradingFailed, match="sample number 1"):
        graded([SAMPLE, sample])


def test_each_sample_is_asked_for_its_time() -> None:
    clock = iter([60.0, 0.1])
    with pytest.raises(GradingFailed, match="sample '2'") as failed:
        grade_all([SAMPLE, SAMPLE | {"id": "2"}], "taste", lambda s: 1, lambda: next(clock))
    assert "no time left" in failed.value.why
