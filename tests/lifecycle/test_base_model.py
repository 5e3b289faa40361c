"""What a run builds on, as job.yaml names it and as the account knows it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle import names
from lifecycle.base_model import BaseModelChoice, ModelLookups, choose_base_model
from lifecycle.errors import ModelUnavailable, RequestInvalid, TailorError
from tests.botocore_model import shape, violations

NOVA = "amazon.nova-lite-v1:0:300k"
FOUNDATION = f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA}"
PREFIX = "arn:aws:bedrock:us-east-1:111122223333"
FIRST = f"{PREFIX}:custom-model/{NOVA}/0123456789ab"
SECOND = f"{PREFIX}:custom-model/{NOVA}/ba9876543210"
IMPORTED = f"{PREFIX}:custom-model/imported/0123456789ab"
RUN = names.run_id("Support triage", {"job.yaml": "v1"})

MODELS: dict[str, dict[str, Any]] = {
    FIRST: {"modelArn": FIRST, "baseModelArn": FOUNDATION, "customizationType": "FINE_TUNING"},
    SECOND: {"modelArn": SECOND, "baseModelArn": FIRST, "modelStatus": "Active"},
    "my-model": {"modelArn": FIRST, "baseModelArn": FOUNDATION},
    "in-the-making": {
        "modelArn": FIRST,
        "baseModelArn": FOUNDATION,
        "modelStatus": "Creating",
    },
    "from-elsewhere": {"modelArn": IMPORTED, "customizationType": "IMPORTED"},
}
LOOKUPS = ModelLookups(
    MODELS.get, {RUN: FIRST}.get, {"Support triage": SECOND, "lost": f"{FIRST[:-1]}f"}.get
)


@pytest.mark.parametrize("asked", [NOVA, "amazon.nova-lite-v1:0", FOUNDATION, "no.such-model"])
def test_a_foundation_model_is_left_to_the_catalogue(asked: str) -> None:
    assert choose_base_model(asked, LOOKUPS) == BaseModelChoice(asked)


@pytest.mark.parametrize(
    ("asked", "model"),
    [
        (f"run:{RUN}", FIRST),
        ("run:Support triage", SECOND),
        (FIRST, FIRST),
        (SECOND, SECOND),
        ("my-model", FIRST),
    ],
)
def test_a_custom_model_is_built_on_by_its_arn_and_by_the_rules_of_its_foundation(
    asked: str, model: str
) -> None:
    chosen = choose_base_model(asked, LOOKUPS)
    assert chosen.custom_model == model
    assert chosen.foundation.removeprefix(FOUNDATION.removesuffix(NOVA)) == NOVA
    assert list(violations(model, shape("bedrock", "BaseModelIdentifier"))) == []


@pytest.mark.parametrize(
    ("asked", "error", "complaint"),
    [
        ("run:nobody", ModelUnavailable, "no run or job 'nobody' has published a model"),
        ("run:", ModelUnavailable, "no run or job ''"),
        ("run:lost", ModelUnavailable, "there is no custom model"),
        ("unknown-model", ModelUnavailable, "there is no custom model unknown-model"),
        (f"{PREFIX}:custom-model/{NOVA}/000000000000", ModelUnavailable, "there is no custom"),
        ("in-the-making", ModelUnavailable, "is Creating"),
        ("from-elsewhere", RequestInvalid, "from-elsewhere was imported"),
        (IMPORTED, RequestInvalid, "does not customize imported models"),
        (f"{PREFIX}:imported-model/0123456789ab", RequestInvalid, "was imported"),
        (f"{PREFIX}:custom-model-deployment/0123456789ab", RequestInvalid, "serves a model"),
        (f"{PREFIX}:provisioned-model/0123456789ab", RequestInvalid, "serves a model"),
        (f"{PREFIX}:guardrail/x", RequestInvalid, "is no model"),
    ],
)
def test_what_cannot_be_built_on_is_refused_with_what_can(
    asked: str, error: type[TailorError], complaint: str
) -> None:
    with pytest.raises(error, match=complaint) as refused:
        choose_base_model(asked, LOOKUPS)
    assert refused.value.where == "base_model"
    assert refused.value.fix


@given(st.text(max_size=60))
def test_whatever_is_asked_is_chosen_or_refused_by_name(asked: str) -> None:
    try:
        assert choose_base_model(asked, LOOKUPS)
    except TailorError as refused:
        assert refused.where == "base_model"


@given(st.text(min_size=1, max_size=200))
def test_every_run_id_is_told_from_job_names(job: str) -> None:
    assert names.is_run_id(names.run_id(job, {"job.yaml": "v1"}))
