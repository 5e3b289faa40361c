"""Names, held against the patterns of the services that must accept them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle import names
from tests.botocore_model import shape, violations

hostile_names = st.text(min_size=1, max_size=200)
versions = st.dictionaries(st.text(min_size=1, max_size=30), st.text(min_size=1), max_size=4)
trials = st.integers(0, 999)


def refused(service: str, shape_name: str, value: str) -> list[str]:
    return list(violations(value, shape(service, shape_name)))


@given(hostile_names, versions, trials)
@example("🧵" * 200, {"job.yaml": "v1"}, 999)
@example("‮ cba", {"job.yaml": "v1"}, 0)
@example("--__..--", {}, 0)
@example("a" * 200, {}, 999)
@example("a-" * 100, {}, 0)
def test_every_name_of_a_run_is_one_that_its_service_accepts(
    job_name: str, versions: dict, trial: int
) -> None:
    run = names.run_id(job_name, versions)
    assert len(run) <= names.RUN_ID_MAX_LENGTH
    assert refused("bedrock", "JobName", names.customization_job(run, trial)) == []
    assert refused("bedrock", "CustomModelName", names.custom_model(run, trial)) == []
    assert refused("bedrock", "ModelDeploymentName", names.deployment(run)) == []
    assert refused("bedrock", "ProvisionedModelName", names.provisioned_model(run)) == []
    assert refused("bedrock", "JobName", names.import_job(run)) == []
    assert refused("bedrock", "ImportedModelName", names.imported_model(run)) == []
    assert refused("bedrock", "CustomModelName", names.imported_model(run)) == []
    assert refused("bedrock", "TagValue", run) == []
    assert refused("stepfunctions", "Name", run) == []
    token = names.client_request_token(run, "customization", trial)
    assert refused("bedrock", "IdempotencyToken", token) == []


@given(hostile_names, versions)
@example("a" * 200, {})
@example("a-" * 100, {})
def test_a_run_id_is_a_name_for_whatever_is_made_of_it(job_name: str, versions: dict) -> None:
    run = names.run_id(job_name, versions)
    for kind in (
        "JobName",
        "CustomModelName",
        "ModelDeploymentName",
        "ProvisionedModelName",
        "ImportedModelName",
        "EvaluationJobName",
    ):
        assert refused("bedrock", kind, run) == []


@given(hostile_names)
def test_a_slug_is_plain_and_never_empty(job_name: str) -> None:
    slug = names.slug(job_name)
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug.strip("-") == slug != ""
    assert "--" not in slug
    assert len(slug) <= 32


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Support Triage", "support-triage"),
        ("a__b..c", "a-b-c"),
        ("客服", "job"),
        ("x" * 31 + " y", "x" * 31),
    ],
)
def test_a_slug_keeps_what_can_be_read_of_the_name(name: str, slug: str) -> None:
    assert names.slug(name) == slug


@given(hostile_names, versions, st.randoms())
def test_the_order_in_which_versions_are_found_does_not_change_the_run(
    job_name: str, versions: dict, random
) -> None:
    shuffled = list(versions.items())
    random.shuffle(shuffled)
    assert names.run_id(job_name, dict(shuffled)) == names.run_id(job_name, versions)


def test_every_input_of_a_run_is_part_of_its_identity() -> None:
    runs = [
        names.run_id("job", {"job.yaml": "1", "train.jsonl": "1"}),
        names.run_id("job", {"job.yaml": "2", "train.jsonl": "1"}),
        names.run_id("job", {"job.yaml": "1", "train.jsonl": "2"}),
        names.run_id("job", {"job.yaml": "1", "test.jsonl": "1"}),
        names.run_id("job", {"job.yaml": "1"}),
        names.run_id("job!", {"job.yaml": "1", "train.jsonl": "1"}),
    ]
    assert len(set(runs)) == len(runs)


def test_every_operation_and_trial_has_a_token_of_its_own() -> None:
    tokens = [
        names.client_request_token(run, operation, trial)
        for run in ("a-1", "b-1")
        for operation in ("customization", "deployment")
        for trial in (0, 1)
    ]
    assert len(set(tokens)) == 8


@given(hostile_names)
def test_the_live_parameter_has_a_name_that_ssm_accepts(job_name: str) -> None:
    name = names.live_parameter("/tailor/dev/live", job_name)
    assert name.startswith("/tailor/dev/live/")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-/")


def test_names_that_share_a_slug_have_live_parameters_of_their_own() -> None:
    assert names.live_parameter("/p", "My Job") != names.live_parameter("/p", "my-job")


@pytest.mark.parametrize(
    ("job", "belongs"),
    [
        ("a-1-t0", True),
        ("a-1-t12", True),
        ("a-1", False),
        ("a-1-t", False),
        ("a-1-tail", False),
        ("a-1-t0-2-t0", False),
        ("xa-1-t0", False),
    ],
)
def test_a_job_belongs_to_the_run_that_its_whole_name_says(job: str, belongs: bool) -> None:
    assert names.is_customization_job_of("a-1", job) is belongs


@given(hostile_names, trials)
def test_every_job_of_a_run_belongs_to_it(job_name: str, trial: int) -> None:
    run = names.run_id(job_name, {})
    assert names.is_customization_job_of(run, names.customization_job(run, trial))
