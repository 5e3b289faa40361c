"""Sweeps: one trial per combination, each value checked like a single one."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.catalog import load_catalog, resolve_hyperparameters
from lifecycle.errors import HyperparameterInvalid, RequestInvalid
from lifecycle.request import MAX_TRIALS, Sweep, Technique
from lifecycle.sweep import expand_trials
from lifecycle.trial import Origin, Trial

CATALOG = load_catalog()
NOVA = CATALOG.support(CATALOG.model("amazon.nova-micro-v1:0"), Technique.FINE_TUNING, "us-east-1")


def expanded(asked: dict[str, Any], **sweep: Any) -> tuple[Trial, ...]:
    return expand_trials(NOVA, asked, Sweep(**sweep))


def values(trials: tuple[Trial, ...], name: str) -> list[str]:
    return [trial.hyperparameters[name] for trial in trials]


def test_without_a_list_there_is_one_trial() -> None:
    (trial,) = expanded({"epochCount": 3})
    assert trial.hyperparameters == resolve_hyperparameters(NOVA, {"epochCount": 3})
    assert trial.origins == {
        "epochCount": Origin.ASKED,
        "learningRate": Origin.DEFAULT,
        "learningRateWarmupSteps": Origin.DEFAULT,
    }


def test_a_list_makes_a_trial_of_each_value_in_its_order() -> None:
    trials = expanded({"learningRate": [5e-5, 1e-5, 1e-6]})
    assert [trial.trial for trial in trials] == [0, 1, 2]
    assert values(trials, "learningRate") == ["5e-05", "1e-05", "1e-06"]


def test_two_lists_make_every_combination_the_last_varying_fastest() -> None:
    trials = expanded({"epochCount": [1, 2], "learningRate": [1e-5, 5e-5]})
    pairs = zip(values(trials, "epochCount"), values(trials, "learningRate"), strict=True)
    assert list(pairs) == [("1", "1e-05"), ("1", "5e-05"), ("2", "1e-05"), ("2", "5e-05")]


def test_values_that_the_api_cannot_tell_apart_are_one_trial() -> None:
    trials = expanded({"learningRate": [1e-5, "1e-5", "0.00001"], "epochCount": [2, 2.0, "2"]})
    assert len(trials) == 1


def test_duplicates_do_not_count_towards_the_bound() -> None:
    assert len(expanded({"epochCount": [1, 2, 2, 1]}, max_trials=2)) == 2


def test_more_than_the_bound_is_refused_with_the_count_and_never_cut() -> None:
    asked = {
        "epochCount": [1, 2, 3],
        "learningRate": [1e-5, 2e-5, 5e-5],
        "learningRateWarmupSteps": 5,
    }
    with pytest.raises(RequestInvalid) as refused:
        expanded(asked)
    assert (
        "9 trials (3 epochCount x 3 learningRate), and sweep.max_trials is 8" in refused.value.what
    )
    assert refused.value.where == "sweep.max_trials"
    assert f"at most {MAX_TRIALS}" in refused.value.fix
    assert len(expanded(asked, max_trials=9)) == 9


def test_lists_of_any_size_are_counted_without_making_their_trials() -> None:
    rates = [1e-6 + number * 1e-9 for number in range(500)]
    asked = {
        "learningRate": rates,
        "learningRateWarmupSteps": list(range(101)),
        "epochCount": [1, 2],
    }
    with pytest.raises(RequestInvalid, match="the lists make 101000 trials"):
        expanded(asked)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"epochCount": [2, 9]}, "'epochCount' is 9"),
        ({"epochCount": ["many"]}, "'epochCount' is 'many'"),
        ({"epochCount": []}, "'epochCount' is an empty list"),
        ({"nonsense": [1, 2]}, "'nonsense' does not exist"),
    ],
)
def test_a_value_of_a_list_is_refused_like_a_single_one(asked: dict, words: str) -> None:
    with pytest.raises(HyperparameterInvalid, match=words):
        expanded(asked)


choices = st.fixed_dictionaries(
    {},
    optional={
        "epochCount": st.lists(st.integers(1, 5), min_size=1, max_size=4),
        "learningRate": st.lists(st.floats(1e-6, 1e-4), min_size=1, max_size=4),
        "learningRateWarmupSteps": st.integers(0, 100),
    },
)


@given(choices, st.integers(1, MAX_TRIALS))
def test_there_is_every_distinct_combination_once_or_a_refusal(asked: dict, bound: int) -> None:
    sizes = [len(set(v)) if isinstance(v, list) else 1 for v in asked.values()]
    if math.prod(sizes) > bound:
        with pytest.raises(RequestInvalid):
            expanded(asked, max_trials=bound)
        return
    trials = expanded(asked, max_trials=bound)
    assert [trial.trial for trial in trials] == list(range(math.prod(sizes)))
    assert len({tuple(trial.hyperparameters.items()) for trial in trials}) == len(trials)
    for trial in trials:
        assert resolve_hyperparameters(NOVA, dict(trial.hyperparameters)) == trial.hyperparameters


@given(choices)
def test_the_same_request_always_makes_the_same_trials(asked: dict) -> None:
    assert expanded(asked, max_trials=MAX_TRIALS) == expanded(dict(asked), max_trials=MAX_TRIALS)
