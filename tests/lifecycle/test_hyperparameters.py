"""Hyper-parameters: asked values over defaults, as the strings that the API wants."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import (
    HyperparameterRange,
    TechniqueSupport,
    load_catalog,
    resolve_hyperparameters,
)
from lifecycle.errors import HyperparameterInvalid
from lifecycle.request import Technique


def support(model: str, technique: Technique = Technique.FINE_TUNING) -> TechniqueSupport:
    catalog = load_catalog()
    found = catalog.model(model)
    rows = (row for row in catalog.techniques if found.id in row.models)
    return next(row for row in rows if row.technique is technique)


NOVA = support("amazon.nova-micro-v1:0")
IMAGES = support("amazon.titan-image-generator-v2:0")
EMBEDDINGS = support("amazon.titan-embed-image-v1:0")
RFT = support("amazon.nova-2-lite-v1:0", Technique.REINFORCEMENT_FINE_TUNING)
STUDENT = support("amazon.nova-micro-v1:0", Technique.DISTILLATION)
COMMAND = support("cohere.command-text-v14")
DEFAULTS = {"epochCount": "2", "learningRate": "1e-05", "learningRateWarmupSteps": "10"}


def test_nothing_asked_gives_the_defaults_as_strings() -> None:
    assert resolve_hyperparameters(NOVA, {}) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "asked", "sent"),
    [
        ("epochCount", 3, "3"),
        ("epochCount", 3.0, "3"),
        ("epochCount", "3", "3"),
        ("epochCount", 1, "1"),
        ("epochCount", 5, "5"),
        ("learningRate", 5e-5, "5e-05"),
        ("learningRate", "5e-5", "5e-05"),
        ("learningRate", 1e-6, "1e-06"),
        ("learningRate", 1e-4, "0.0001"),
        ("learningRateWarmupSteps", 0, "0"),
    ],
)
def test_a_number_is_sent_as_the_api_wants_it(name: str, asked: Any, sent: str) -> None:
    assert resolve_hyperparameters(NOVA, {name: asked}) == DEFAULTS | {name: sent}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("epochCount", 0),
        ("epochCount", 6),
        ("epochCount", 1.5),
        ("epochCount", "many"),
        ("epochCount", ""),
        ("epochCount", "NaN"),
        ("epochCount", float("nan")),
        ("epochCount", float("inf")),
        ("learningRate", 9.9e-7),
        ("learningRate", 1.1e-4),
        ("learningRate", -1e-5),
        ("learningRate", float("nan")),
        ("learningRate", "-inf"),
        ("learningRateWarmupSteps", -1),
        ("learningRateWarmupSteps", 101),
        ("learningRateWarmupSteps", 2**53),
    ],
)
def test_a_value_outside_its_range_is_refused_with_the_range(name: str, asked: Any) -> None:
    with pytest.raises(HyperparameterInvalid) as refused:
        resolve_hyperparameters(NOVA, {name: asked})
    assert refused.value.where == f"hyperparameters.{name}"
    assert repr(asked) in refused.value.what
    assert str(NOVA.hyperparameters[name]) in refused.value.why
    assert "default" in refused.value.why


@pytest.mark.parametrize("name", ["batchSize", "epochcount", "", "epochCount "])
def test_a_hyperparameter_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(HyperparameterInvalid) as refused:
        resolve_hyperparameters(NOVA, {name: 1})
    assert repr(name) in refused.value.what
    assert "epochCount, learningRate" in refused.value.fix
    assert "epochCount: integer from 1 to 5, default 2;" in refused.value.why


def test_where_there_are_no_hyperparameters_each_is_refused() -> None:
    assert resolve_hyperparameters(STUDENT, {}) == {}
    with pytest.raises(HyperparameterInvalid, match="takes no hyper-parameters") as refused:
        resolve_hyperparameters(STUDENT, {"epochCount": 1})
    assert refused.value.fix == "remove it"


def test_a_required_hyperparameter_that_is_missing_is_named_with_its_range() -> None:
    with pytest.raises(HyperparameterInvalid) as refused:
        resolve_hyperparameters(IMAGES, {"batchSize": 8})
    assert refused.value.what == "hyper-parameter 'stepCount' is missing, and it has no default"
    assert refused.value.why == 'allowed is integer from 10 to 40000 or "auto", required'
    assert refused.value.where == "hyperparameters.stepCount"


@pytest.mark.parametrize(
    ("row", "name", "asked", "sent"),
    [
        (IMAGES, "stepCount", "auto", "auto"),
        (IMAGES, "stepCount", "Auto", "auto"),
        (IMAGES, "stepCount", 10, "10"),
        (EMBEDDINGS, "epochCount", "auto", "Auto"),
        (EMBEDDINGS, "epochCount", "AUTO", "Auto"),
        (RFT, "reasoningEffort", "HIGH", "high"),
    ],
)
def test_a_word_is_sent_in_the_case_that_the_api_wants(
    row: TechniqueSupport, name: str, asked: Any, sent: str
) -> None:
    assert resolve_hyperparameters(row, {name: asked})[name] == sent


@pytest.mark.parametrize(
    ("row", "name", "asked"),
    [
        (IMAGES, "stepCount", "automatic"),
        (IMAGES, "stepCount", 9),
        (NOVA, "epochCount", "auto"),
        (RFT, "reasoningEffort", "extreme"),
        (RFT, "reasoningEffort", 1),
        (RFT, "reasoningEffort", float("nan")),
    ],
)
def test_another_word_is_refused(row: TechniqueSupport, name: str, asked: Any) -> None:
    with pytest.raises(HyperparameterInvalid) as refused:
        resolve_hyperparameters(row, {name: asked})
    assert refused.value.what == f"hyper-parameter {name!r} is {asked!r}"


def test_what_is_left_to_the_service_is_sent_only_where_it_is_asked_for() -> None:
    assert "evalPercentage" not in resolve_hyperparameters(COMMAND, {})
    assert resolve_hyperparameters(COMMAND, {"evalPercentage": 10})["evalPercentage"] == "10.0"


def test_native_values_are_the_numbers_and_words_that_were_meant() -> None:
    sent = resolve_hyperparameters(RFT, {"epochCount": 3.0, "learningRate": "5e-5"})
    native = {name: RFT.hyperparameters[name].native(text) for name, text in sent.items()}
    assert native["epochCount"] == 3
    assert isinstance(native["epochCount"], int)
    assert native["learningRate"] == 5e-5
    assert native["reasoningEffort"] == "medium"


def test_what_has_a_default_is_not_required() -> None:
    with pytest.raises(ValueError, match="is not required"):
        HyperparameterRange(type="integer", min=1, max=2, default=1, required=True)


@given(
    st.sampled_from(sorted(NOVA.hyperparameters)),
    st.integers(-(2**53), 2**53) | st.floats() | st.text(),
)
def test_what_is_sent_lies_within_the_range_whatever_was_asked(name: str, asked: Any) -> None:
    try:
        sent = resolve_hyperparameters(NOVA, {name: asked})
    except HyperparameterInvalid:
        return
    assert NOVA.hyperparameters[name].admits(float(sent[name]))
    assert float(sent[name]) == float(asked)
