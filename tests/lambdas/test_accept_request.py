"""Accept request, against a fake Bedrock."""

import json
from datetime import UTC, datetime

import pytest

from lambdas import accept_request
from lifecycle import documents
from lifecycle.errors import (
    AccessRefused,
    DataChanged,
    HyperparameterInvalid,
    ModelUnavailable,
    RequestInvalid,
    TransientServiceError,
)
from tests.lambdas.fakes.account import INTAKE, FakeAccount
from tests.lambdas.stages import JOB, conversations, document, landed


def test_an_accepted_request_is_written_down_with_everything_resolved(account: FakeAccount) -> None:
    run = landed(account, hyperparameters={"epochCount": 3})
    accepted = accept_request.handler(run, None)
    assert accepted["base_model"] == "amazon.nova-lite-v1:0:300k"
    assert accepted["invoke_model"] == "amazon.nova-lite-v1:0"
    assert accepted["customization_type"] == "FINE_TUNING"
    assert accepted["trials"][0]["hyperparameters"]["epochCount"] == "3"
    assert accepted["training"] == run["files"]["train.jsonl"]
    written = document(account, documents.accepted_request(run["run_id"]))
    assert written == json.loads(json.dumps(accepted))


def test_declared_validation_and_test_files_are_pinned_to_their_versions(
    account: FakeAccount,
) -> None:
    files = {name: conversations() for name in ("train.jsonl", "val.jsonl", "test.jsonl")}
    data = {"training": "train.jsonl", "validation": "val.jsonl", "test": "test.jsonl"}
    run = landed(account, files=files, data=data)
    accepted = accept_request.handler(run, None)
    assert accepted["validation"] == run["files"]["val.jsonl"]
    assert accepted["test"] == run["files"]["test.jsonl"]


def test_a_manifest_version_that_is_gone_is_changed_data(account: FakeAccount) -> None:
    run = landed(account)
    account.s3.lose_version(INTAKE, f"jobs/{JOB}/job.yaml", run["manifest"]["version_id"])
    with pytest.raises(DataChanged, match=r"job\.yaml is gone"):
        accept_request.handler(run, None)


def test_a_later_manifest_does_not_change_a_run_that_has_started(account: FakeAccount) -> None:
    run = landed(account)
    account.s3.store(INTAKE, f"jobs/{JOB}/job.yaml", b"not: a request")
    assert accept_request.handler(run, None)["job_name"] == JOB


def test_a_model_that_the_service_has_retired_is_refused_with_its_date_and_the_nearest_live_one(
    account: FakeAccount,
) -> None:
    account.bedrock.model_lifecycle = {
        "status": "LEGACY",
        "legacyTime": datetime(2026, 11, 1, tzinfo=UTC),
        "endOfLifeTime": datetime(2027, 5, 1, tzinfo=UTC),
    }
    with pytest.raises(ModelUnavailable) as refused:
        accept_request.handler(landed(account), None)
    assert refused.value.what == (
        "Nova Lite is LEGACY (legacy since 2026-11-01, end of life 2027-05-01): "
        "it cannot be customized any more"
    )
    assert refused.value.fix.startswith("use amazon.nova-pro-v1:0:300k (Nova Pro), the nearest")


def test_a_model_that_the_account_lists_as_active_runs_though_the_catalogue_says_ended(
    account: FakeAccount,
) -> None:
    account.bedrock.customizations = ["FINE_TUNING", "CONTINUED_PRE_TRAINING"]
    run = landed(
        account, base_model="amazon.titan-text-lite-v1", deployment={"mode": "provisioned"}
    )
    assert accept_request.handler(run, None)["base_model"] == "amazon.titan-text-lite-v1:0:4k"
    account.bedrock.fail("GetFoundationModel", "ResourceNotFoundException", on_call=2)
    with pytest.raises(ModelUnavailable, match="is ended: Amazon Bedrock does not offer it any"):
        accept_request.handler(run, None)


def test_a_technique_that_the_service_does_not_list_for_the_model_is_refused(
    account: FakeAccount,
) -> None:
    account.bedrock.customizations = ["DISTILLATION"]
    with pytest.raises(ModelUnavailable, match="offers only DISTILLATION for Nova Lite"):
        accept_request.handler(landed(account), None)
    account.bedrock.customizations = []
    assert accept_request.handler(landed(account), None)


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_a_model_that_the_service_does_not_know_is_refused(account: FakeAccount, code: str) -> None:
    account.bedrock.fail("GetFoundationModel", code)
    with pytest.raises(ModelUnavailable, match="does not know"):
        accept_request.handler(landed(account), None)


@pytest.mark.parametrize(
    ("aspect", "found"),
    [
        ("authorizationStatus", "NOT_AUTHORIZED"),
        ("entitlementAvailability", "NOT_AVAILABLE"),
        ("regionAvailability", "NOT_AVAILABLE"),
    ],
)
def test_a_model_that_this_account_may_not_use_is_refused(
    account: FakeAccount, aspect: str, found: str
) -> None:
    account.bedrock.availability[aspect] = found
    with pytest.raises(ModelUnavailable, match=f"{aspect} is {found}"):
        accept_request.handler(landed(account), None)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"technique": "reinforcement-fine-tuning", "grader": "exact-answer"}, ModelUnavailable),
        ({"base_model": "amazon.titan-text-lite-v1"}, ModelUnavailable),
        ({"hyperparameters": {"epochCount": 99}}, HyperparameterInvalid),
        ({"hyperparameters": {"epochCount": [1, 2]}, "sweep": {"max_trials": 1}}, RequestInvalid),
    ],
)
def test_what_the_catalogue_does_not_offer_is_refused_before_bedrock_is_asked(
    account: FakeAccount, fields: dict, error: type
) -> None:
    with pytest.raises(error):
        accept_request.handler(landed(account, **fields), None)
    assert not account.journal.of("GetFoundationModel")


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDeniedException", AccessRefused), ("ThrottlingException", TransientServiceError)],
)
def test_a_refused_question_keeps_the_name_of_its_reason(
    account: FakeAccount, code: str, error: type
) -> None:
    account.bedrock.fail("GetFoundationModelAvailability", code)
    with pytest.raises(error, match=code):
        accept_request.handler(landed(account), None)


DISTILLATION = {"technique": "distillation", "teacher": {"model": "amazon.nova-premier-v1:0"}}


def test_the_teacher_must_be_offered_too(account: FakeAccount) -> None:
    run = landed(account, **DISTILLATION)
    accepted = accept_request.handler(run, None)
    assert accepted["teacher"]["identifier"] == "us.amazon.nova-premier-v1:0"
    assert [call["modelIdentifier"] for call in account.journal.of("GetFoundationModel")] == [
        "amazon.nova-lite-v1:0:300k",
        "amazon.nova-premier-v1:0",
    ]


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_a_teacher_that_the_service_does_not_offer_is_refused(
    account: FakeAccount, code: str
) -> None:
    account.bedrock.fail("GetFoundationModel", code, on_call=2)
    with pytest.raises(ModelUnavailable, match="teacher amazon.nova-premier.*not known") as refused:
        accept_request.handler(landed(account, **DISTILLATION), None)
    assert refused.value.where == "teacher.model"


def test_a_grader_that_is_not_deployed_is_refused_with_those_that_are(
    account: FakeAccount,
) -> None:
    fields = {
        "technique": "reinforcement-fine-tuning",
        "base_model": "amazon.nova-2-lite-v1:0",
        "grader": "taste",
    }
    with pytest.raises(RequestInvalid, match="no grader 'taste'") as refused:
        accept_request.handler(landed(account, **fields), None)
    assert "exact-answer" in refused.value.fix
    assert accept_request.handler(landed(account, **fields | {"grader": "exact-answer"}), None)


def test_logs_that_the_deployment_may_not_read_are_refused(account: FakeAccount) -> None:
    data = {"invocation_logs": {"source": "s3://others/logs/"}, "test": "test.jsonl"}
    run = landed(account, files={"test.jsonl": conversations()}, **DISTILLATION, data=data)
    with pytest.raises(RequestInvalid, match="s3://others/logs/ are not configured"):
        accept_request.handler(run, None)
