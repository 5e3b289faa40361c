"""The catalogue: every row is whole, and every question has an answer or a named refusal."""

from collections import Counter
from datetime import date

import msgspec
import pytest

from lifecycle.catalog import (
    CUSTOMIZATION_TYPES,
    BaseModel,
    Catalog,
    HyperparameterRange,
    ImportArchitecture,
    ModelLifecycle,
    Teacher,
    TechniqueSupport,
    load_catalog,
    require_deployment_mode,
)
from lifecycle.dataset.rules import rules_for
from lifecycle.errors import ModelUnavailable
from lifecycle.request import DeploymentMode, Technique
from tests.botocore_model import shape, violations

CATALOG = load_catalog()
ROWS = [pytest.param(row, id=f"{row.technique}-{row.models[0]}") for row in CATALOG.techniques]
NOVA_LITE = "amazon.nova-lite-v1:0"


SOURCED = (*CATALOG.models, *CATALOG.techniques, *CATALOG.datasets, *CATALOG.architectures)
TEACHERS = {teacher for row in CATALOG.techniques for teacher in row.teachers}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_its_models_and_its_regions(row: TechniqueSupport) -> None:
    assert row.regions
    assert row.deployment_modes
    assert {CATALOG.model(model).id for model in row.models} == set(row.models)


def test_every_row_has_its_source_and_the_date_it_was_read() -> None:
    for row in (*SOURCED, *TEACHERS, CATALOG.import_limits, CATALOG.model_packages):
        assert row.source
        assert row.read_on >= date(2026, 11, 20)


@pytest.mark.parametrize("row", ROWS)
def test_every_model_of_a_row_has_the_same_word_on_validation_as_its_dataset_rules(
    row: TechniqueSupport,
) -> None:
    for model in row.models:
        assert rules_for(CATALOG, model, row.technique).validation is row.validation


def test_every_dataset_rule_is_for_a_technique_of_its_models() -> None:
    supported = {(model, row.technique) for row in CATALOG.techniques for model in row.models}
    for rules in CATALOG.datasets:
        assert {(model, rules.technique) for model in rules.models} <= supported


@pytest.mark.parametrize("row", ROWS)
def test_every_default_lies_within_its_range(row: TechniqueSupport) -> None:
    for bounds in row.hyperparameters.values():
        assert bounds.min <= bounds.max
        if bounds.default is not None:
            assert bounds.as_text(bounds.default) is not None


def test_only_distillation_has_no_hyperparameters() -> None:
    without = {row.technique for row in CATALOG.techniques if not row.hyperparameters}
    assert without == {Technique.DISTILLATION}


def test_only_distillation_has_teachers() -> None:
    assert {row.technique for row in CATALOG.techniques if row.teachers} == {Technique.DISTILLATION}
    for row in CATALOG.techniques:
        assert bool(row.teachers) is (row.technique is Technique.DISTILLATION)


def test_native_hyperparameters_lie_within_what_the_api_itself_allows() -> None:
    (row,) = (r for r in CATALOG.techniques if r.technique is Technique.REINFORCEMENT_FINE_TUNING)
    members = shape("bedrock", "RFTHyperParameters").members
    assert set(row.hyperparameters) == set(members)
    for name, bounds in row.hyperparameters.items():
        assert bounds.default is not None
        value = bounds.native(str(bounds.as_text(bounds.default)))
        assert list(violations(value, members[name])) == []
        for end in (bounds.min, bounds.max) if bounds.type != "text" else ():
            assert list(violations(bounds.native(str(bounds.as_text(end))), members[name])) == []


def test_no_model_has_two_rows_for_one_technique() -> None:
    pairs = [(model, row.technique) for row in CATALOG.techniques for model in row.models]
    assert len(set(pairs)) == len(pairs)


def test_no_identifier_means_two_models() -> None:
    known = Counter(name for model in CATALOG.models for name in {model.id, model.customization_id})
    assert set(known.values()) == {1}


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda model: model.name)
def test_the_ids_of_a_model_are_ones_that_bedrock_accepts(model: BaseModel) -> None:
    customizable = shape("bedrock", "BaseModelIdentifier")
    assert list(violations(model.customization_id, customizable)) == []
    assert list(violations(model.id, shape("bedrock", "BedrockModelId"))) == []
    assert model.customization_id.startswith(model.id)


@pytest.mark.parametrize("model", CATALOG.models, ids=lambda model: model.name)
def test_every_model_can_be_customized_somehow(model: BaseModel) -> None:
    assert any(model.id in row.models for row in CATALOG.techniques)


def test_every_technique_of_the_catalogue_has_a_type_that_bedrock_knows() -> None:
    assert set(CUSTOMIZATION_TYPES.values()) <= set(shape("bedrock", "CustomizationType").enum)
    assert {row.technique for row in CATALOG.techniques} == set(CUSTOMIZATION_TYPES)


@pytest.mark.parametrize("teacher", TEACHERS, ids=lambda teacher: teacher.name)
def test_a_teacher_is_named_the_way_the_api_wants_it(teacher: Teacher) -> None:
    accepted = shape("bedrock", "TeacherModelIdentifier")
    for identifier in teacher.identifiers:
        assert list(violations(identifier, accepted)) == []
    assert bool(teacher.profile) is (teacher.inference != "on-demand")
    assert bool(teacher.profile_regions) is bool(teacher.profile)


@pytest.mark.parametrize(
    "identifier",
    [
        "amazon.nova-premier-v1:0",
        "us.amazon.nova-premier-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0",
        "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-premier-v1:0",
    ],
)
def test_a_teacher_is_found_by_model_by_profile_and_by_arn(identifier: str) -> None:
    lite = CATALOG.support(CATALOG.model(NOVA_LITE), Technique.DISTILLATION, "us-east-1")
    assert lite.teacher(identifier).inference == "inference-profile"


def test_a_model_that_cannot_teach_is_refused_with_those_that_can() -> None:
    pro = CATALOG.model("amazon.nova-pro-v1:0")
    support = CATALOG.support(pro, Technique.DISTILLATION, "us-east-1")
    with pytest.raises(ModelUnavailable) as refused:
        support.teacher("amazon.nova-pro-v1:0")
    assert refused.value.where == "teacher.model"
    assert refused.value.fix == "use one of: amazon.nova-premier-v1:0"


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
    assert "epochCount" in support.hyperparameters


def test_what_is_no_customization_job_is_refused_by_name() -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CATALOG.support(CATALOG.model(NOVA_LITE), Technique.IMPORT, "us-east-1")
    assert "by import" in refused.value.what
    assert "fine-tuning" in refused.value.fix


def test_another_region_is_refused_with_the_regions_that_would_do() -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CATALOG.support(CATALOG.model(NOVA_LITE), Technique.FINE_TUNING, "eu-west-1")
    assert "in eu-west-1" in refused.value.what
    assert "us-east-1" in refused.value.fix


def test_a_model_without_a_row_for_the_technique_is_refused() -> None:
    micro = CATALOG.model("amazon.nova-micro-v1:0")
    with pytest.raises(ModelUnavailable, match="Nova Micro cannot be .* continued-pre") as refused:
        CATALOG.support(micro, Technique.CONTINUED_PRE_TRAINING, "us-east-1")
    assert refused.value.fix.startswith("use one of its techniques: fine-tuning, distillation; ")
    assert "no other live model takes continued-pre-training in any region" in refused.value.fix
    assert "base_model: run:" in refused.value.fix
    assert "technique: import" in refused.value.fix


def test_where_the_region_has_no_live_model_the_regions_that_have_are_named() -> None:
    instead = CATALOG.instead(
        CATALOG.model(NOVA_LITE), Technique.REINFORCEMENT_FINE_TUNING, "us-west-2"
    )
    assert instead == "deploy Tailor where other models take it: us-east-1"


def test_another_region_names_the_nearest_model_that_is_there() -> None:
    with pytest.raises(ModelUnavailable) as refused:
        CATALOG.support(CATALOG.model(NOVA_LITE), Technique.FINE_TUNING, "us-west-2")
    assert refused.value.fix.startswith("deploy Tailor in us-east-1 or use amazon.titan-")


def test_the_nearest_alternative_is_live_and_of_the_same_provider() -> None:
    canvas = CATALOG.model("amazon.nova-canvas-v1:0")
    nearest, *_, last = CATALOG.alternatives(canvas, Technique.FINE_TUNING, "us-east-1")
    assert nearest.name == "Titan Image Generator G1 v2"
    haiku = CATALOG.model("anthropic.claude-3-haiku-20240307-v1:0")
    others = CATALOG.alternatives(haiku, Technique.FINE_TUNING, "us-west-2")
    assert others[0].output_modalities == ("text",)
    assert all(each.lifecycle.is_live for each in (*others, last))


def test_where_no_live_model_can_do_it_there_is_no_alternative() -> None:
    titan = CATALOG.model("amazon.titan-text-express-v1")
    assert CATALOG.alternatives(titan, Technique.CONTINUED_PRE_TRAINING, "us-east-1") == ()


def test_a_lifecycle_shows_its_dates() -> None:
    haiku = CATALOG.model("anthropic.claude-3-haiku-20240307-v1:0")
    assert str(haiku.lifecycle) == "ended (legacy since 2026-03-10, end of life 2026-09-10)"
    assert str(ModelLifecycle(status="active")) == "active"


def test_an_architecture_is_found_by_its_name_in_config_json() -> None:
    mllama = CATALOG.architecture("MllamaForConditionalGeneration")
    assert CATALOG.import_limits.max_bytes(mllama) == 100_000_000_000
    llama = CATALOG.architecture("LlamaForCausalLM")
    assert CATALOG.import_limits.max_bytes(llama) == 200_000_000_000


def test_an_architecture_that_cannot_be_imported_is_refused_with_those_that_can() -> None:
    with pytest.raises(ModelUnavailable, match="'BertModel' cannot be imported") as refused:
        CATALOG.architecture("BertModel")
    assert "LlamaForCausalLM" in refused.value.fix


def test_models_of_the_model_packages_are_in_the_catalogue() -> None:
    for model in CATALOG.model_packages.models:
        assert CATALOG.model(model).lifecycle.is_live


def test_a_deployment_mode_that_no_row_offers_is_refused() -> None:
    modes = (DeploymentMode.ON_DEMAND, DeploymentMode.NONE)
    support = msgspec.structs.replace(CATALOG.techniques[0], deployment_modes=modes)
    for mode in modes:
        require_deployment_mode(support, mode)
    with pytest.raises(ModelUnavailable, match="served provisioned") as refused:
        require_deployment_mode(support, DeploymentMode.PROVISIONED)
    assert refused.value.fix == "use one of: on-demand, none"


def test_a_mode_that_the_service_does_not_offer_is_refused_with_those_that_it_does() -> None:
    llama = CATALOG.model("meta.llama3-1-8b-instruct-v1:0")
    support = CATALOG.support(llama, Technique.FINE_TUNING, "us-west-2")
    with pytest.raises(ModelUnavailable, match="cannot be served on-demand") as refused:
        require_deployment_mode(support, DeploymentMode.ON_DEMAND)
    assert refused.value.fix == "use one of: provisioned, none"


@pytest.mark.parametrize(
    ("value", "admitted"),
    [(1, True), (5, True), (0.999, False), (2.5, False), (6, False), (float("inf"), False)],
)
def test_a_whole_number_range_includes_its_bounds_and_no_fraction(
    value: float, admitted: bool
) -> None:
    epochs = HyperparameterRange(type="integer", min=1, max=5, default=2)
    assert epochs.admits(float(value)) is admitted


@pytest.mark.parametrize(
    "kind", [Catalog, BaseModel, TechniqueSupport, HyperparameterRange, Teacher, ImportArchitecture]
)
def test_a_row_with_a_column_that_nobody_reads_is_refused(kind: type[msgspec.Struct]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `comment`"):
        msgspec.convert({"comment": "?"}, kind)
