"""Guidance: published advice by the number of records, for what nobody asked for."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog
from lifecycle.guidance import Guidance, guided
from lifecycle.request import Sweep, Technique
from lifecycle.sweep import expand_trials
from lifecycle.trial import Origin, Trial

CATALOG = load_catalog()

GUIDED = sorted({m for row in CATALOG.techniques if row.guidance for m in row.models})


def planned(model: str, records: int, **asked: Any) -> Trial:
    found = CATALOG.model(model)
    support = CATALOG.support(found, Technique.FINE_TUNING, "us-east-1")
    (trial,) = expand_trials(support, asked, Sweep())
    return guided(trial, support.guidance_for(found.id), records)


@pytest.mark.parametrize(
    ("records", "epochs"),
    [(8, "3"), (999, "3"), (1000, "2"), (5000, "2"), (5001, "1"), (20_000, "1")],
)
def test_epochs_follow_from_the_number_of_records(records: int, epochs: str) -> None:
    trial = planned("amazon.nova-lite-v1:0", records)
    assert trial.hyperparameters["epochCount"] == epochs
    assert trial.origins["epochCount"] is Origin.GUIDANCE


@pytest.mark.parametrize(
    ("model", "steps"),
    [
        ("amazon.nova-micro-v1:0", "16"),
        ("amazon.nova-lite-v1:0", "62"),
        ("amazon.nova-pro-v1:0", "31"),
    ],
)
def test_warm_up_is_a_share_of_the_records_that_depends_on_the_model(
    model: str, steps: str
) -> None:
    assert planned(model, 10_000).hyperparameters["learningRateWarmupSteps"] == steps


def test_advice_stays_within_the_range_of_its_hyperparameter() -> None:
    assert (
        planned("amazon.nova-lite-v1:0", 20_000).hyperparameters["learningRateWarmupSteps"] == "100"
    )


def test_what_was_asked_for_stays_as_it_is() -> None:
    trial = planned("amazon.nova-lite-v1:0", 10_000, epochCount=4)
    assert (trial.hyperparameters["epochCount"], trial.origins["epochCount"]) == ("4", Origin.ASKED)


def test_what_no_advice_is_published_for_keeps_its_default() -> None:
    trial = planned("amazon.nova-lite-v1:0", 10_000)
    assert trial.hyperparameters["learningRate"] == "1e-05"
    assert trial.origins["learningRate"] is Origin.DEFAULT
    assert planned("amazon.nova-2-lite-v1:0", 10_000).hyperparameters["epochCount"] == "2"


@pytest.mark.parametrize(
    "row", [{"hyperparameter": "x"}, {"hyperparameter": "x", "value": 1, "records_for_each": 2}]
)
def test_a_row_says_one_thing(row: dict) -> None:
    with pytest.raises(msgspec.ValidationError, match="either"):
        msgspec.convert(row, Guidance)


def test_every_row_of_the_catalogue_is_about_a_hyperparameter_and_models_of_its_technique() -> None:
    for support in CATALOG.techniques:
        for row in support.guidance:
            assert row.hyperparameter in support.hyperparameters
            assert set(row.models) <= set(support.models)


@given(st.sampled_from(GUIDED), st.integers(1, 10**7))
def test_advice_never_leaves_the_range_whatever_the_count(model: str, records: int) -> None:
    trial = planned(model, records)
    support = CATALOG.support(CATALOG.model(model), Technique.FINE_TUNING, "us-east-1")
    for name, text in trial.hyperparameters.items():
        assert support.hyperparameters[name].admits(float(text))
