"""What the service checks before it accepts a customization job."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.local.bedrock.conftest import ROLE, TRUST
from tests.local.bedrock.samples import refused, tickets


def test_a_job_is_named_by_its_base_model_and_twelve_characters(bedrock):
    arn = bedrock.start()
    assert arn.startswith(
        "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/amazon.nova-micro-v1:0:128k/"
    )
    assert len(arn.rpartition("/")[2]) == 12


def test_a_job_is_found_by_name_and_by_arn(bedrock):
    arn = bedrock.start("triage")
    by_name = bedrock.control.get_model_customization_job(jobIdentifier="triage")
    by_arn = bedrock.control.get_model_customization_job(jobIdentifier=arn)
    assert by_name["jobArn"] == by_arn["jobArn"] == arn


def test_an_unknown_job_is_not_found(bedrock):
    with refused("ResourceNotFoundException"):
        bedrock.control.get_model_customization_job(jobIdentifier="nobody")


def test_the_same_token_gives_the_same_job(bedrock):
    first = bedrock.start("one", clientRequestToken="token-1")
    assert bedrock.start("one", clientRequestToken="token-1") == first
    assert (
        len(bedrock.control.list_model_customization_jobs()["modelCustomizationJobSummaries"]) == 1
    )


def test_without_a_token_every_request_is_a_new_one(bedrock):
    def create(name):
        request = {
            "jobName": name,
            "customModelName": name,
            "roleArn": ROLE,
            "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
            "trainingDataConfig": {"s3Uri": bedrock.put("train.jsonl", tickets(8))},
            "outputDataConfig": {"s3Uri": "s3://output"},
        }
        body = json.dumps(request).encode()
        path = "/model-customization-jobs"
        return json.loads(bedrock.service.handle("bedrock", "POST", path, {}, body, {})[2])

    assert create("one")["jobArn"] != create("two")["jobArn"]


def test_equal_requests_at_the_same_time_make_one_job(bedrock, monkeypatch):
    both_examined = Barrier(2, timeout=5)
    monkeypatch.setattr(bedrock.s3, "put_object", lambda **_: both_examined.wait())

    def start(_):
        return bedrock.start(clientRequestToken="token-1")

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(start, range(2)))) == 1


def test_a_job_name_in_use_is_a_conflict_with_status_400(bedrock):
    bedrock.start("triage")
    with refused("ConflictException", "job name is currently in use") as _:
        bedrock.start("triage", customModelName="other")


@pytest.mark.parametrize("finish", [True, False])
def test_a_model_name_in_use_or_promised_is_a_conflict(bedrock, finish):
    job = bedrock.start("one", customModelName="mine")
    if finish:
        bedrock.finished(job)
    with refused("ConflictException", "custom model name"):
        bedrock.start("two", customModelName="mine")


def test_the_model_name_of_a_failed_job_is_free_again(bedrock):
    bedrock.fault(job="one", outcome="failed")
    bedrock.finished(bedrock.start("one", customModelName="mine"))
    assert bedrock.model("two", customModelName="mine")


def test_no_more_jobs_are_scheduled_than_the_quota_allows(local_bedrock):
    bedrock = local_bedrock(scheduled_customization_jobs=2, phase_seconds=5)
    bedrock.start("one")
    bedrock.start("two")
    with refused("ServiceQuotaExceededException", "scheduled customization jobs"):
        bedrock.start("three")


def test_no_more_models_are_made_than_the_quota_allows(local_bedrock):
    bedrock = local_bedrock(custom_models=1)
    bedrock.model("one")
    with refused("ServiceQuotaExceededException", "custom models"):
        bedrock.start("two")


@pytest.mark.parametrize(
    ("identifier", "problem"),
    [
        ("amazon.nova-unknown-v1:0", "model identifier is invalid"),
        ("my-unknown-model", "model identifier is invalid"),
        ("meta.llama3-1-8b-instruct-v1:0:128k", "model identifier is invalid"),
        ("anthropic.claude-3-haiku-20240307-v1:0:200k", "model identifier is invalid"),
        ("amazon.nova-micro-v1:0", "context length"),
        ("amazon.nova-premier-v1:0", "does not support customization type FINE_TUNING"),
    ],
)
def test_a_model_that_cannot_be_customized_here_is_refused(bedrock, identifier, problem):
    with refused("ValidationException", problem):
        bedrock.start(baseModelIdentifier=identifier)


def test_models_are_customized_in_their_regions(local_bedrock):
    west = local_bedrock("us-west-2")
    job = west.start(
        baseModelIdentifier="meta.llama3-3-70b-instruct-v1:0:128k",
        trainingDataConfig={"s3Uri": west.put("tickets.jsonl", tickets(100))},
    )
    assert job.startswith("arn:aws:bedrock:us-west-2:")
    assert west.finished(job)["status"] == "Completed"
    with refused("ValidationException", "model identifier is invalid"):
        west.start("two", baseModelIdentifier="amazon.nova-micro-v1:0:128k")


def test_a_legacy_model_is_refused(local_bedrock):
    bedrock = local_bedrock(legacy_models=frozenset({"amazon.nova-micro-v1:0:128k"}))
    with refused("ValidationException", "LEGACY"):
        bedrock.start()


def test_a_base_model_may_be_named_by_its_arn(bedrock):
    arn = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:128k"
    assert bedrock.start(baseModelIdentifier=arn)


def test_a_technique_the_base_model_does_not_support_is_refused(bedrock):
    with refused("ValidationException", "CONTINUED_PRE_TRAINING"):
        bedrock.start(customizationType="CONTINUED_PRE_TRAINING")


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"epochs": "2"}, "epochs is not valid .* Valid hyperparameters: batchSize, epochCount"),
        ({"epochCount": "6"}, "epochCount must be between 1 and 5, but is 6"),
        ({"epochCount": "1.5"}, "epochCount must be of type integer"),
        ({"learningRate": "0.01"}, "learningRate must be between 1e-06 and 0.0001"),
        ({"learningRate": "0.0000009"}, "learningRate must be between 1e-06 and 0.0001"),
        ({"learningRate": "nan"}, "learningRate must be between"),
        ({"learningRate": "fast"}, "learningRate must be of type number"),
    ],
)
def test_hyper_parameters_are_checked_against_the_base_model(bedrock, given, problem):
    with refused("ValidationException", problem):
        bedrock.start(hyperParameters=given)


IMAGES = "amazon.titan-image-generator-v2:0"
EMBEDDINGS = "amazon.titan-embed-image-v1:0"


@pytest.mark.parametrize(("model", "name"), [(IMAGES, "stepCount"), (EMBEDDINGS, "epochCount")])
def test_a_hyper_parameter_without_a_default_must_be_given(bedrock, model, name):
    with refused("ValidationException", f"{name} is required for model {model}"):
        bedrock.start(baseModelIdentifier=model)


@pytest.mark.parametrize(
    ("model", "given"),
    [(IMAGES, {"stepCount": "auto"}), (EMBEDDINGS, {"epochCount": "Auto"})],
)
def test_some_hyper_parameters_may_be_left_to_the_service_by_a_word(bedrock, model, given):
    bedrock.start("triage", baseModelIdentifier=model, hyperParameters=given)
    shown = bedrock.control.get_model_customization_job(jobIdentifier="triage")
    assert shown["hyperParameters"].items() >= given.items()


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (IMAGES, {"stepCount": "Auto"}),
        (IMAGES, {"stepCount": "40001"}),
        (EMBEDDINGS, {"epochCount": "auto"}),
    ],
)
def test_another_word_or_a_number_out_of_range_is_refused(bedrock, model, given):
    with refused("ValidationException", f"Hyperparameter {next(iter(given))} must be"):
        bedrock.start(baseModelIdentifier=model, hyperParameters=given)


def test_hyper_parameters_that_are_not_given_have_their_defaults(bedrock):
    bedrock.start("triage", hyperParameters={"epochCount": "3"})
    shown = bedrock.control.get_model_customization_job(jobIdentifier="triage")
    assert shown["hyperParameters"]["epochCount"] == "3"
    assert shown["hyperParameters"]["learningRate"] == "0.00001"


def test_training_data_must_be_a_file(bedrock):
    logs = {"invocationLogSource": {"s3Uri": "s3://data/logs"}}
    with refused("ValidationException", "trainingDataConfig.s3Uri"):
        bedrock.start(trainingDataConfig={"invocationLogsConfig": logs})


def test_nova_2_lite_takes_no_validation_data(bedrock):
    with refused("ValidationException", "does not support a validation dataset"):
        bedrock.start(
            baseModelIdentifier="amazon.nova-2-lite-v1:0:256k",
            validationDataConfig={"validators": [{"s3Uri": "s3://data/train.jsonl"}]},
        )


def test_a_role_that_does_not_exist_is_refused(bedrock):
    bedrock.trust.clear()
    with refused("ValidationException", "Could not assume provided IAM role"):
        bedrock.start()


def test_a_role_that_trusts_jobs_of_another_account_only_is_refused(bedrock):
    other = {"StringEquals": {"aws:SourceAccount": "444455556666"}}
    bedrock.trust[ROLE] = {"Statement": [TRUST | {"Condition": other}]}
    with refused("ValidationException", "Could not assume provided IAM role"):
        bedrock.start()


def test_a_role_may_trust_the_jobs_of_one_base_model_only(bedrock):
    nova_pro = {"ArnLike": {"aws:SourceArn": "arn:aws:bedrock:*:*:*/amazon.nova-pro-v1*"}}
    bedrock.trust[ROLE] = {"Statement": [TRUST | {"Condition": nova_pro}]}
    assert bedrock.start("one", baseModelIdentifier="amazon.nova-pro-v1:0:300k")
    with refused("ValidationException", "Could not assume provided IAM role"):
        bedrock.start("two", baseModelIdentifier="amazon.nova-micro-v1:0:128k")


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:ListBucket"])
def test_a_role_that_cannot_read_the_data_is_refused(bedrock, action):
    bedrock.s3.denied.add(action)
    problem = "Could not validate GetObject .* bucket: data at key train.jsonl$"
    with refused("ValidationException", problem):
        bedrock.start()


def test_data_that_is_not_there_is_refused(bedrock):
    with refused("ValidationException", r"at key gone.jsonl \(NoSuchKey\)"):
        bedrock.start(trainingDataConfig={"s3Uri": "s3://data/gone.jsonl"})


def test_validation_data_that_is_not_there_is_refused(bedrock):
    with refused("ValidationException", "at key gone.jsonl"):
        bedrock.start(validationDataConfig={"validators": [{"s3Uri": "s3://data/gone.jsonl"}]})


def test_a_role_that_cannot_write_the_output_is_refused(bedrock):
    bedrock.s3.denied.add("s3:PutObject")
    problem = r"perms missing \(PutObject\).* at key runs/.write_access_check_file.tmp$"
    with refused("ValidationException", problem):
        bedrock.start()


def test_a_refused_job_leaves_nothing_behind(bedrock):
    bedrock.trust.clear()
    with refused("ValidationException"):
        bedrock.start()
    assert bedrock.control.list_model_customization_jobs()["modelCustomizationJobSummaries"] == []
    assert bedrock.events == []
