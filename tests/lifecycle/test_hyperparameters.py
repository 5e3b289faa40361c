"""Hyper-parameters: asked values over defaults, as the strings that the API wants."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog
from lifecycle.catalog.catalog import resolve_hyperparameters
from lifecycle.errors import HyperparameterInvalid, NotYetSupported

NOVA = load_catalog().techniques[0]
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


@pytest.mark.parametrize("values", [[], [1], [1, 2]])
def test_a_list_is_a_sweep_and_not_yet_supported(values: list) -> None:
    with pytest.raises(NotYetSupported, match="'epochCount' is a list"):
        resolve_hyperparameters(NOVA, {"epochCount": values})


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
