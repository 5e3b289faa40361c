"""The catalogue: every row is whole, and every question has an answer or a named refusal."""

import msgspec
import pytest

from lifecycle.catalog import BaseModel, Catalog, load_catalog
from lifecycle.catalog.catalog import (
    CUSTOMIZATION_TYPES,
    HyperparameterRange,
    TechniqueSupport,
    require_deployment_mode,
)
from lifecycle.errors import ModelUnavailable, NotYetSupported
from lifecycle.request import DeploymentMode, Technique
from tests.botocore_model import shape, violations

CATALOG = load_catalog()
ROWS = [pytest.param(row, id=f"{row.technique}-{row.models[0]}") for row in CATALOG.techniques]
NOVA_LITE = "amazon.nova-lite-v1:0"


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_its_source_its_models_and_its_regions(row: TechniqueSupport) -> None:
    assert row.source
    assert row.regions
    assert {CATALOG.model(model).id for model in row.models} == set(row.models)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_limits_that_leave_room(row: TechniqueSupport) -> None:
    assert 1 <= row.min_records < row.max_records


@pytest.mark.parametrize("row", ROWS)
def test_every_default_lies_within_its_range(row: TechniqueSupport) -> None:
    assert row.hyperparameters
    for bounds in row.hyperparameters.values():
        assert bounds.min < bounds.max
        assert bounds.admits(bounds.default)


def test_no_model_has_two_rows_for_one_technique() -> None:
    pairs = [(model, row.technique) for row in CATALOG.techniques for model in row.models]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda model: model.name)
def test_the_ids_of_a_model_are_ones_that_bedrock_accepts(model: BaseModel) -> None:
    customizable = shape("bedrock", "BaseModelIdentifier")
    assert list(violations(model.customization_id, customizable)) == []
    assert list(violations(model.id, shape("bedrock", "BedrockModelId"))) == []
    assert model.customization_id.startswith(f"{model.id}:")


def test_every_technique_of_the_catalogue_has_a_type_that_bedrock_knows() -> None:
    assert set(CUSTOMIZATION_TYPES.values()) <= set(shape("bedrock", "CustomizationType").enum)
    assert {row.technique for row in CATALOG.techniques} <= set(CUSTOMIZATION_TYPES)


@pytest.mark.parametrize(
    "identifier",
    [
        NOVA_LITE,
        f"{NOVA_LITE}:300k",
        f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA_LITE}",
        f"arn:aws:bedrock:us-east-1::foundation-model/{NOVA_LITE}:300k",
    ],
)
def test_a_model_is_found_by_id_by_suffixed_id_and_by_arn(identifier: str) -> None:
    assert CATALOG.model(identifier).customization_id == f"{NOVA_LITE}:300k"


@pytest.mark.parametrize(
    "identifier", ["", "amazon.nova-lite-v1", f"{NOVA_LITE}:128k", "Amazon.Nova-Lite-v1:0", "🧵"]
)
def test_a_model_that_is_not_listed_is_refused_with_those_that_are(identifier: str) -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CATALOG.model(identifier)
    assert repr(identifier) in refused.value.what
    assert refused.value.where == "base_model"
    assert f"{NOVA_LITE}:300k" in refused.value.fix


def test_fine_tuning_in_its_region_is_supported() -> None:
    support = CATALOG.support(CATALOG.model(NOVA_LITE), Technique.FINE_TUNING, "us-east-1")
    assert support.min_records == 8


@pytest.mark.parametrize("technique", sorted(set(Technique) - {Technique.FINE_TUNING}))
def test_a_technique_of_tomorrow_is_refused_by_name(technique: Technique) -> None:
    with pytest.raises(NotYetSupported) as refused:
        CATALOG.support(CATALOG.model(NOVA_LITE), technique, "us-east-1")
    assert repr(technique.value) in refused.value.what
    assert "fine-tuning" in refused.value.fix


def test_another_region_is_refused_with_the_regions_that_would_do() -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CATALOG.support(CATALOG.model(NOVA_LITE), Technique.FINE_TUNING, "eu-west-1")
    assert "in eu-west-1" in refused.value.what
    assert "us-east-1" in refused.value.fix


def test_a_model_without_a_row_for_the_technique_is_refused() -> None:
    stranger = BaseModel(id="x", customization_id="x:1k", name="Stranger")
    with pytest.raises(ModelUnavailable, match="Stranger cannot be customized by fine-tuning"):
        CATALOG.support(stranger, Technique.FINE_TUNING, "us-east-1")


def test_a_deployment_mode_that_no_row_offers_is_refused() -> None:
    support = CATALOG.techniques[0]
    require_deployment_mode(support, DeploymentMode.ON_DEMAND)
    for mode in (DeploymentMode.PROVISIONED, DeploymentMode.NONE):
        with pytest.raises(NotYetSupported, match=f"'{mode.value}'"):
            require_deployment_mode(support, mode)


@pytest.mark.parametrize(
    ("value", "admitted"),
    [(1, True), (5, True), (0.999, False), (2.5, False), (6, False), (float("inf"), False)],
)
def test_a_whole_number_range_includes_its_bounds_and_no_fraction(
    value: float, admitted: bool
) -> None:
    epochs = HyperparameterRange(type="integer", min=1, max=5, default=2)
    assert epochs.admits(float(value)) is admitted


@pytest.mark.parametrize("kind", [Catalog, BaseModel, TechniqueSupport, HyperparameterRange])
def test_a_row_with_a_column_that_nobody_reads_is_refused(kind: type[msgspec.Struct]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `comment`"):
        msgspec.convert({"comment": "?"}, kind)
