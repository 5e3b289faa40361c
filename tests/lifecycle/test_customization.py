"""The requests to Bedrock, held against botocore's model of it."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lifecycle import customization, names
from lifecycle.acceptance import accept
from lifecycle.base_model import BaseModelChoice
from lifecycle.catalog import CUSTOMIZATION_TYPES, Catalog, load_catalog
from lifecycle.environment import StepEnvironment
from lifecycle.request import DeploymentMode, JobRequest, Technique
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.landed import ObjectVersion, RunInput
from lifecycle.run.prepared import PreparedData, PreparedFile
from lifecycle.trial import Trial
from tests.botocore_model import misfits, operation_model, violations

RUN = names.run_id("Support triage 🧵", {"job.yaml": "v1"})
GRADER = "arn:aws:lambda:us-east-1:111122223333:function:tailor-Graders-ExactAnswer-1aB2"
ENVIRONMENT = StepEnvironment(
    intake_bucket="tailor-intake",
    output_bucket="tailor-output",
    waits_table="tailor-waits",
    fine_tuning_role_arn="arn:aws:iam::111122223333:role/tailor-fine-tuning",
    continued_pre_training_role_arn="arn:aws:iam::111122223333:role/tailor-continued-pre-training",
    distillation_role_arn="arn:aws:iam::111122223333:role/tailor-distillation",
    reinforcement_fine_tuning_role_arn="arn:aws:iam::111122223333:role/tailor-reinforcement-fine-tuning",
    import_role_arn="arn:aws:iam::111122223333:role/tailor-import",
    model_key_arn="arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012",
    live_parameter_prefix="/tailor/dev/live",
    customization_deadline_minutes=60,
    deployment_deadline_minutes=30,
    import_deadline_minutes=20,
    one_function_max_bytes=8 * 1024**3,
    one_function_max_objects=50,
    one_function_max_media=20_000,
    scan_range_bytes=256 * 1024**2,
    grader_arns=f"json-schema={GRADER}-2,exact-answer={GRADER}",
)
MODEL = (
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/0123456789ab"
)
VERSION = ObjectVersion("jobs/x/train.jsonl", "v1", '"e"', 1)
REQUEST = AcceptedRequest(
    run_id=RUN,
    job_name="Support triage 🧵",
    technique=Technique.FINE_TUNING,
    customization_type="FINE_TUNING",
    base_model="amazon.nova-lite-v1:0:300k",
    invoke_model="amazon.nova-lite-v1:0",
    deployment_mode=DeploymentMode.ON_DEMAND,
    with_validation=True,
    manifest=VERSION,
    training=VERSION,
    validation=None,
    test=None,
    trials=(Trial(0, {"epochCount": "2"}), Trial(1, {"epochCount": "3"})),
)
TRAINING = PreparedFile(f"runs/{RUN}/prepared/training.jsonl", 20, 2000, "0" * 64)
VALIDATION = PreparedFile(f"runs/{RUN}/prepared/validation.jsonl", 2, 200, "0" * 64)


def assert_accepted(asked: dict, operation: str) -> None:
    shape = operation_model("bedrock", operation).input_shape
    assert misfits(asked, shape) == ""
    assert list(violations(asked, shape)) == []


def parameters(
    trial: int = 0,
    validation: PreparedFile | None = VALIDATION,
    environment: StepEnvironment = ENVIRONMENT,
    request: AcceptedRequest = REQUEST,
) -> dict:
    data = PreparedData(
        request.run_id, None if request.invocation_logs else TRAINING, validation, None
    )
    support = next(
        row
        for row in load_catalog().techniques
        if row.technique is request.technique and request.invoke_model in row.models
    )
    return customization.customization_parameters(request, data, trial, environment, support)


# What a request of each technique has; the models are those of the catalogue.
REQUESTS: dict[Technique, dict[str, Any]] = {
    Technique.FINE_TUNING: {},
    Technique.CONTINUED_PRE_TRAINING: {},
    Technique.DISTILLATION: {"teacher": {"model": "amazon.nova-premier-v1:0"}},
    Technique.REINFORCEMENT_FINE_TUNING: {"grader": "exact-answer"},
}
LOGS = {
    "invocation_logs": {
        "source": "s3://acme-logs/bedrock/",
        "use_prompt_response": True,
        "metadata_filters": {"all_of": [{"equals": {"team": "support"}}]},
    },
    "test": "t",
}
every_technique = pytest.mark.parametrize("technique", CUSTOMIZATION_TYPES)


def serving_on_demand() -> Catalog:
    """How a model is served is no part of its customization."""
    catalog, modes = load_catalog(), (DeploymentMode.ON_DEMAND,)
    rows = tuple(msgspec.structs.replace(r, deployment_modes=modes) for r in catalog.techniques)
    return msgspec.structs.replace(catalog, techniques=rows)


def requested(technique: Technique, name: str = "Support triage 🧵", **fields: Any) -> Any:
    """As accepted, on the first model of the catalogue that the technique has."""
    catalog = serving_on_demand()
    support = next(row for row in catalog.techniques if row.technique is technique)
    request = {
        "name": name,
        "technique": technique,
        "base_model": support.models[0],
        "data": {"training": "t"},
        **REQUESTS[technique],
        **fields,
    }
    run = RunInput(names.run_id(name, {"job.yaml": "v1"}), name, VERSION, {"t": VERSION})
    asked = msgspec.convert(request, JobRequest)
    base = BaseModelChoice(asked.base_model)
    return accept(run, asked, catalog, support.regions[0], base)


@every_technique
def test_bedrock_accepts_the_job_of_every_technique(technique: Technique) -> None:
    asked = parameters(validation=None, request=requested(technique))
    assert_accepted(asked, "CreateModelCustomizationJob")
    assert asked["customizationType"] == CUSTOMIZATION_TYPES[technique]
    assert asked["roleArn"].endswith(f":role/tailor-{technique}")


@given(st.text(min_size=1, max_size=200), st.sampled_from(list(CUSTOMIZATION_TYPES)))
@example("🧵" * 200, Technique.DISTILLATION)
@example("a b  c " * 28, Technique.REINFORCEMENT_FINE_TUNING)
@example("--__..--", Technique.FINE_TUNING)
@example("‮ cba", Technique.CONTINUED_PRE_TRAINING)
def test_bedrock_accepts_the_job_whatever_its_name(name: str, technique: Technique) -> None:
    request = msgspec.structs.replace(
        requested(technique), run_id=names.run_id(name, {"job.yaml": "v1"}), job_name=name
    )
    assert_accepted(parameters(validation=None, request=request), "CreateModelCustomizationJob")


@every_technique
def test_only_reinforcement_and_distillation_have_no_text_hyperparameters(
    technique: Technique,
) -> None:
    asked = parameters(validation=None, request=requested(technique))
    assert ("hyperParameters" in asked) is ("customizationConfig" not in asked)


def test_reinforcement_takes_native_values_and_the_deployed_grader() -> None:
    request = requested(
        Technique.REINFORCEMENT_FINE_TUNING,
        hyperparameters={"epochCount": 3, "learningRate": 1e-4, "reasoningEffort": "high"},
    )
    asked = parameters(request=request)
    assert_accepted(asked, "CreateModelCustomizationJob")
    config = asked["customizationConfig"]["rftConfig"]
    assert config["graderConfig"] == {"lambdaGrader": {"lambdaArn": GRADER}}
    values = config["hyperParameters"]
    assert (values["epochCount"], values["learningRate"]) == (3, 1e-4)
    assert values["reasoningEffort"] == "high"
    assert {type(value) for value in values.values()} == {int, float, str}
    assert asked["validationDataConfig"]["validators"]


def test_a_distillation_names_its_teacher_by_the_profile_that_it_needs() -> None:
    teacher = {"model": "amazon.nova-premier-v1:0", "max_response_length": 500}
    asked = parameters(validation=None, request=requested(Technique.DISTILLATION, teacher=teacher))
    assert asked["customizationConfig"] == {
        "distillationConfig": {
            "teacherModelConfig": {
                "teacherModelIdentifier": "us.amazon.nova-premier-v1:0",
                "maxResponseLengthForInference": 500,
            }
        }
    }
    assert asked["trainingDataConfig"] == {"s3Uri": f"s3://tailor-output/{TRAINING.key}"}


def test_a_distillation_from_logs_names_them_where_they_lie() -> None:
    asked = parameters(validation=None, request=requested(Technique.DISTILLATION, data=LOGS))
    assert_accepted(asked, "CreateModelCustomizationJob")
    assert asked["trainingDataConfig"] == {
        "invocationLogsConfig": {
            "invocationLogSource": {"s3Uri": "s3://acme-logs/bedrock/"},
            "usePromptResponse": True,
            "requestMetadataFilters": {"andAll": [{"equals": {"team": "support"}}]},
        }
    }


@pytest.mark.parametrize("validation", [VALIDATION, None])
@pytest.mark.parametrize("trial", [0, 1])
def test_bedrock_accepts_the_job(validation: PreparedFile | None, trial: int) -> None:
    assert_accepted(parameters(trial, validation), "CreateModelCustomizationJob")


def test_a_job_names_its_data_by_full_uri() -> None:
    asked = parameters()
    assert asked["trainingDataConfig"] == {"s3Uri": f"s3://tailor-output/{TRAINING.key}"}
    assert asked["validationDataConfig"] == {
        "validators": [{"s3Uri": f"s3://tailor-output/{VALIDATION.key}"}]
    }


def test_a_job_without_validation_data_asks_for_none() -> None:
    assert "validationDataConfig" not in parameters(validation=None)


def test_each_trial_has_its_own_name_token_place_and_hyperparameters() -> None:
    first, second = parameters(0), parameters(1)
    own = ("jobName", "customModelName", "clientRequestToken", "outputDataConfig")
    assert all(first[field] != second[field] for field in (*own, "hyperParameters"))
    assert second["hyperParameters"] == {"epochCount": "3"}


def test_a_job_runs_outside_a_vpc_unless_one_is_set() -> None:
    assert "vpcConfig" not in parameters()


def test_a_job_runs_in_the_vpc_that_is_set() -> None:
    environment = msgspec.structs.replace(
        ENVIRONMENT, job_subnet_ids="subnet-1,subnet-2", job_security_group_ids="sg-1"
    )
    asked = parameters(environment=environment)
    assert_accepted(asked, "CreateModelCustomizationJob")
    assert asked["vpcConfig"] == {
        "subnetIds": ["subnet-1", "subnet-2"],
        "securityGroupIds": ["sg-1"],
    }


def test_everything_that_is_bought_carries_the_run_in_a_tag() -> None:
    tag = [{"key": "tailor:run-id", "value": RUN}]
    assert parameters()["jobTags"] == parameters()["customModelTags"] == tag
