"""`tailor models`: the catalogue as a table, and where the service differs from it."""

import json
import re
from datetime import UTC, datetime

import pytest

from lifecycle.catalog import load_catalog
from lifecycle.catalog.offers import LISTED_CUSTOMIZATIONS
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import FakeAws, Refused

CATALOG = load_catalog()
NOVA = "amazon.nova-lite-v1:0:300k"


@pytest.fixture(autouse=True)
def _wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "220")


@pytest.fixture
def service(aws: FakeAws) -> FakeAws:
    """What the catalogue describes, as the service of us-east-1."""
    for model in CATALOG.models:
        offered = CATALOG.customizations(model, "us-east-1") & LISTED_CUSTOMIZATIONS
        if offered and model.lifecycle.is_live:
            aws.models[model.customization_id] = {
                "modelId": model.customization_id,
                "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/m",
                "customizationsSupported": sorted(offered),
                "modelLifecycle": {"status": "ACTIVE"},
            }
    return aws


def test_each_technique_has_a_line_below_its_model_and_nothing_is_cut(
    tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = tailor("models").stdout
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    blocks = re.split(r"^(?=\S)", shown, flags=re.MULTILINE)
    for support in CATALOG.techniques:
        for model in support.models:
            identifier = CATALOG.model(model).customization_id
            (block,) = (each for each in blocks if each.startswith(f"{identifier} "))
            assert support.technique.value in block
    assert "LlamaForCausalLM" in shown
    assert "ended" in shown


def test_a_technique_and_a_region_narrow_it(tailor: Tailor) -> None:
    found = tailor("models", "--technique", "distillation", "--region", "us-west-2", "--json")
    rows = json.loads(found.stdout)
    assert {row["technique"] for row in rows} == {"distillation"}
    assert all("us-west-2" in row["regions"] for row in rows)
    assert {row["provider"] for row in rows} == {"Meta"}
    assert rows[0]["teachers"]
    assert rows[0]["read_on"] == "2026-11-20"


def test_hyperparameters_are_in_the_json(tailor: Tailor) -> None:
    rows = json.loads(tailor("models", "--technique", "fine-tuning", "--json").stdout)
    nova = next(row for row in rows if row["identifier"] == NOVA)
    assert nova["hyperparameters"]["epochCount"]["max"] == 5
    assert nova["records"] == "8 to 20,000"


def test_architectures_are_listed_for_import(tailor: Tailor) -> None:
    rows = json.loads(tailor("models", "--technique", "import", "--json").stdout)
    assert {"MistralForCausalLM", NOVA} <= {row["identifier"] for row in rows}


def test_a_region_without_models_is_said(tailor: Tailor) -> None:
    shown = tailor("models", "--region", "sa-east-1").stdout
    assert "nothing in the catalogue matches" in shown


def test_a_service_that_agrees_is_no_drift(service: FakeAws, tailor: Tailor) -> None:
    result = tailor("models", "refresh")
    assert result.exit_code == 0
    assert "the catalogue and the service agree in us-east-1" in result.stdout
    assert json.loads(tailor("models", "refresh", "--json").stdout) == []


def test_every_drift_is_printed_and_fails(service: FakeAws, tailor: Tailor) -> None:
    pro = "amazon.nova-pro-v1:0:300k"
    del service.models[pro]
    service.models["x.new-v1"] = service.models[NOVA] | {"modelId": "x.new-v1"}
    service.models[NOVA]["modelLifecycle"] = {
        "status": "LEGACY",
        "legacyTime": datetime(2026, 11, 1, tzinfo=UTC),
    }
    micro = "amazon.nova-micro-v1:0:128k"
    service.models[micro]["customizationsSupported"] = ["FINE_TUNING"]
    result = tailor("models", "refresh")
    assert result.exit_code == 1
    lines = {tuple(line.split()[:2]) for line in result.stdout.splitlines()}
    assert {
        ("gone", pro),
        ("new", "x.new-v1"),
        ("lifecycle", NOVA),
        ("customizations", micro),
    } <= lines
    assert "LEGACY (legacy since 2026-11-01)" in result.stdout


def test_a_model_that_is_not_listed_but_answered_for_is_not_gone(
    service: FakeAws, tailor: Tailor
) -> None:
    service.unlisted_models.add(NOVA)
    assert tailor("models", "refresh").exit_code == 0


def test_a_model_that_the_account_may_not_use_is_a_drift(service: FakeAws, tailor: Tailor) -> None:
    service.availability["authorizationStatus"] = "NOT_AUTHORIZED"
    result = tailor("models", "refresh", "--json")
    assert result.exit_code == 1
    drifts = json.loads(result.stdout)
    assert {drift["kind"] for drift in drifts} == {"availability"}
    assert {drift["service"] for drift in drifts} == {"authorizationStatus is NOT_AUTHORIZED"}


def test_a_refused_question_is_explained(service: FakeAws, tailor: Tailor) -> None:
    service.refusals["ListFoundationModels"] = Refused("AccessDeniedException", "no")
    result = tailor("models", "refresh")
    assert result.exit_code == 2
    assert "AccessDeniedException" in result.stderr
