"""Which field of job.yaml belongs to which technique: the refusals name both."""

import json
from typing import Any

import pytest

from lifecycle.errors import RequestInvalid
from lifecycle.request import JobRequest, Technique, parse_request

TEACHER = {"model": "amazon.nova-premier-v1:0"}
LOGS = {"source": "s3://acme-logs/bedrock/"}
COMPLETE: dict[Technique, dict[str, Any]] = {
    Technique.FINE_TUNING: {"base_model": "m", "data": {"training": "t"}},
    Technique.CONTINUED_PRE_TRAINING: {"base_model": "m", "data": {"training": "t"}},
    Technique.DISTILLATION: {"base_model": "m", "data": {"training": "t"}, "teacher": TEACHER},
    Technique.REINFORCEMENT_FINE_TUNING: {
        "base_model": "m",
        "data": {"training": "t"},
        "grader": "exact-answer",
    },
    Technique.IMPORT: {"weights": {"source": "weights/"}},
}
every_technique = pytest.mark.parametrize("technique", Technique)


def parse(technique: Technique, **fields: Any) -> JobRequest:
    document = {"name": "job", "technique": technique, **COMPLETE[technique], **fields}
    given = {name: value for name, value in document.items() if value is not ...}
    return parse_request(json.dumps(given).encode(), "job.yaml")


@every_technique
def test_each_technique_needs_its_own_fields_and_no_more(technique: Technique) -> None:
    assert parse(technique).technique is technique


@pytest.mark.parametrize(
    ("technique", "field"),
    [
        (technique, field)
        for technique, fields in COMPLETE.items()
        for field in fields
        if field != "data"
    ],
)
def test_a_field_that_a_technique_needs_is_missed_by_name(technique: str, field: str) -> None:
    with pytest.raises(RequestInvalid, match=f"`{field}` is missing: {technique}"):
        parse(Technique(technique), **{field: ...})


@pytest.mark.parametrize(
    ("field", "value", "takers"),
    [
        ("teacher", TEACHER, {Technique.DISTILLATION}),
        ("weights", {"source": "weights/"}, {Technique.IMPORT}),
        ("grader", "exact-answer", {Technique.REINFORCEMENT_FINE_TUNING}),
        ("hyperparameters", {"epochCount": 1}, set(Technique) - {"distillation", "import"}),
        ("base_model", "m", set(Technique) - {"import"}),
    ],
)
@every_technique
def test_a_field_of_another_technique_is_refused_naming_both(
    technique: Technique, field: str, value: Any, takers: set
) -> None:
    if technique in takers:
        assert getattr(parse(technique, **{field: value}), field)
        return
    with pytest.raises(RequestInvalid, match=f"`{field}` does not belong to {technique}") as error:
        parse(technique, **{field: value})
    assert all(taker in error.value.what for taker in takers)


@every_technique
def test_logs_are_data_of_a_distillation_only(technique: Technique) -> None:
    data = {"invocation_logs": LOGS, "test": "prompts.jsonl"}
    if technique is Technique.DISTILLATION:
        assert parse(technique, data=data).declared_files() == ("prompts.jsonl",)
        return
    with pytest.raises(RequestInvalid, match=r"`data\.(invocation_logs|training)`"):
        parse(technique, data=data)


@pytest.mark.parametrize("data", [{}, {"training": "t", "invocation_logs": LOGS, "test": "p"}])
def test_a_distillation_learns_from_prompts_or_from_logs_and_not_from_both(data: dict) -> None:
    with pytest.raises(RequestInvalid, match="needs one of") as error:
        parse(Technique.DISTILLATION, data=data)
    assert "data.training" in error.value.what and "data.invocation_logs" in error.value.what


def test_beside_logs_there_are_prompts_to_ask_the_new_model() -> None:
    with pytest.raises(RequestInvalid, match=r"`data\.test` is missing"):
        parse(Technique.DISTILLATION, data={"invocation_logs": LOGS})
