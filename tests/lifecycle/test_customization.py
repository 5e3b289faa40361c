"""The requests to Bedrock, held against botocore's model of it."""

import msgspec
import pytest

from lifecycle import customization, names
from lifecycle.environment import StepEnvironment
from lifecycle.request import DeploymentMode, Technique
from lifecycle.run import AcceptedRequest, ObjectVersion, PreparedData, PreparedFile, Trial
from tests.botocore_model import misfits, operation_model, violations

RUN = names.run_id("Support triage 🧵", {"job.yaml": "v1"})
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
    one_function_max_bytes=8 * 1024**3,
    one_function_max_objects=50,
    one_function_max_media=20_000,
    scan_range_bytes=256 * 1024**2,
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
) -> dict:
    data = PreparedData(RUN, TRAINING, validation, None)
    return customization.customization_parameters(REQUEST, data, trial, environment)


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
