"""Acceptance: what a run will do, or why it cannot run."""

from typing import Any

import msgspec
import pytest

from lifecycle.acceptance import accept
from lifecycle.base_model import BaseModelChoice
from lifecycle.catalog import load_catalog
from lifecycle.errors import ModelUnavailable, RequestInvalid, TailorError
from lifecycle.request import JobRequest
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion, RunInput
from lifecycle.trial import Origin, Trial

FILES = {name: ObjectVersion(f"jobs/x/{name}", f"v-{name}", "e", 1) for name in ("t", "v", "b")}
RUN = RunInput("x-1", "x", ObjectVersion("jobs/x/job.yaml", "v", "e", 1), FILES)


def accepted(**fields: Any) -> AcceptedRequest:
    request = {
        "name": "x",
        "technique": "fine-tuning",
        "base_model": "amazon.nova-lite-v1:0",
        "data": {"training": "t"},
        **fields,
    }
    asked = msgspec.convert(request, JobRequest)
    base = BaseModelChoice(asked.base_model)
    return accept(RUN, asked, load_catalog(), "us-east-1", base)


def test_a_model_is_resolved_to_what_customization_and_converse_want() -> None:
    request = accepted()
    assert request.base_model == "amazon.nova-lite-v1:0:300k"
    assert request.invoke_model == "amazon.nova-lite-v1:0"
    assert request.customization_type == "FINE_TUNING"
    assert request.invocation == "converse"
    (trial,) = request.trials
    assert trial.hyperparameters == {
        "epochCount": "2",
        "learningRate": "1e-05",
        "learningRateWarmupSteps": "10",
    }


def test_a_list_of_values_makes_trials_that_are_told_apart_by_their_number() -> None:
    request = accepted(hyperparameters={"epochCount": [1, 2]}, sweep={"keep_all_models": True})
    found = [(trial.trial, trial.hyperparameters["epochCount"]) for trial in request.trials]
    assert found == [(0, "1"), (1, "2")]
    assert request.keep_all_models


def test_the_advice_of_the_catalogue_is_pinned_and_applied_once_records_are_counted() -> None:
    request = accepted().with_guidance(records=1_600)
    (trial,) = request.trials
    assert trial.hyperparameters["learningRateWarmupSteps"] == "10"
    assert trial.origins["learningRateWarmupSteps"] is Origin.GUIDANCE


def test_over_fit_models_are_allowed_only_where_the_request_says_so() -> None:
    assert not accepted().allow_over_fit
    assert accepted(evaluation={"allow_over_fit": True}).allow_over_fit


@pytest.mark.parametrize(
    ("data", "with_validation", "validation", "test"),
    [
        ({}, True, None, None),
        ({"validation": "auto"}, True, None, None),
        ({"validation": "none"}, False, None, None),
        ({"validation": "v"}, True, FILES["v"], None),
        ({"test": "b"}, True, None, FILES["b"]),
    ],
)
def test_the_files_are_those_that_the_request_declares(
    data: dict, with_validation: bool, validation: Any, test: Any
) -> None:
    request = accepted(data={"training": "t", **data})
    assert request.training == FILES["t"]
    assert (request.with_validation, request.validation, request.test) == (
        with_validation,
        validation,
        test,
    )


def test_a_model_that_takes_no_validation_set_is_not_given_one() -> None:
    nova_2 = "amazon.nova-2-lite-v1:0:256k"
    assert accepted(base_model=nova_2).with_validation is False
    assert accepted(base_model=nova_2, data={"training": "t", "validation": "none"})
    with pytest.raises(RequestInvalid, match="takes no validation set"):
        accepted(base_model=nova_2, data={"training": "t", "validation": "v"})


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"base_model": "x"}, "base_model"),
        ({"technique": "reinforcement-fine-tuning", "grader": "g"}, "technique"),
        ({"hyperparameters": {"epochCount": 9}}, "hyperparameters.epochCount"),
    ],
)
def test_a_refusal_says_which_field_to_change(fields: dict, where: str) -> None:
    with pytest.raises(TailorError) as refused:
        accepted(**fields)
    assert refused.value.where == where
    assert refused.value.fix or refused.value.why


LOGS = {"invocation_logs": {"source": "s3://acme-logs/bedrock/"}, "test": "b"}


def distilled(teacher: dict, **fields: Any) -> AcceptedRequest:
    return accepted(technique="distillation", teacher=teacher, **fields)


@pytest.mark.parametrize(
    ("asked", "identifier"),
    [
        ("amazon.nova-premier-v1:0", "us.amazon.nova-premier-v1:0"),
        ("us.amazon.nova-premier-v1:0", "us.amazon.nova-premier-v1:0"),
        ("amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0"),
        ("us.amazon.nova-pro-v1:0", "us.amazon.nova-pro-v1:0"),
    ],
)
def test_a_teacher_is_asked_through_its_profile_where_it_needs_one(
    asked: str, identifier: str
) -> None:
    teacher = distilled({"model": asked, "max_response_length": 300}).teacher
    assert teacher is not None
    assert (teacher.identifier, teacher.max_response_length) == (identifier, 300)
    assert teacher.model == asked.removeprefix("us.")


def test_a_model_that_cannot_teach_the_student_is_refused_with_those_that_can() -> None:
    with pytest.raises(ModelUnavailable, match="cannot teach") as refused:
        distilled({"model": "amazon.nova-micro-v1:0"})
    assert "amazon.nova-premier-v1:0" in refused.value.fix


def test_a_distillation_has_no_hyperparameters_and_no_validation_set() -> None:
    request = distilled({"model": "amazon.nova-pro-v1:0"})
    assert request.trials == (Trial(0, {}),)
    assert request.with_validation is False
    with pytest.raises(RequestInvalid, match="takes no validation set"):
        distilled({"model": "amazon.nova-pro-v1:0"}, data={"training": "t", "validation": "v"})


def test_a_distillation_from_logs_has_no_training_file() -> None:
    request = distilled({"model": "amazon.nova-pro-v1:0"}, data=LOGS)
    assert request.training is None
    assert request.data() == {"test": FILES["b"]}
    assert request.invocation_logs is not None
    assert request.invocation_logs.source == "s3://acme-logs/bedrock/"


def test_reinforcement_takes_its_grader_and_a_validation_set() -> None:
    request = accepted(
        technique="reinforcement-fine-tuning",
        base_model="amazon.nova-2-lite-v1:0",
        grader="exact-answer",
        hyperparameters={"reasoningEffort": "high"},
    )
    assert request.grader == "exact-answer"
    assert request.with_validation is True
    assert request.trials[0].hyperparameters["reasoningEffort"] == "high"
