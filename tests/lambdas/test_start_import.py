"""Start import: at most one job or model per run, whatever goes wrong in between."""

import pytest

from lambdas import start_import
from lifecycle import documents, names
from lifecycle.errors import (
    AccessRefused,
    QuotaTooLow,
    RoleNotAssumable,
    TailorError,
    TransientServiceError,
)
from lifecycle.waits import Target
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import PACKAGE, PACKAGED, accepted_import, checked_import, document

JOB, MODEL = "CreateModelImportJob", "CreateCustomModel"


def start(run: str) -> dict:
    return start_import.handler({"run_id": run}, None)


def test_the_checked_weights_are_imported_under_the_name_of_the_run(account: FakeAccount) -> None:
    run = checked_import(account)
    started = start(run)
    job = account.bedrock.import_jobs[names.import_job(run)]
    assert started == {"run_id": run, "target": Target.IMPORT, "arn": job["jobArn"]}
    uri = document(account, documents.checked_weights(run))["uri"]
    assert job["modelDataSource"] == {"s3DataSource": {"s3Uri": uri}}
    assert job["roleArn"].endswith("import")


def test_a_model_package_becomes_a_custom_model(account: FakeAccount) -> None:
    run = accepted_import(account, **PACKAGED)
    started = start(run)
    model = account.bedrock.custom_models[names.imported_model(run)]
    assert started == {"run_id": run, "target": Target.CUSTOM_MODEL, "arn": model["modelArn"]}
    (asked,) = account.journal.of(MODEL)
    source = asked["customModelDataSource"]["modelPackageArnDataSource"]
    assert source == {"modelPackageArn": PACKAGE}
    assert account.bedrock.import_jobs == {}


@every_moment(calls=3)
def test_a_kill_at_any_moment_and_a_retry_leave_one_job(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = checked_import(account)
    done = len(account.journal.calls)
    account.journal.fail_call(done + call, Killed(), after_effect=after_effect)
    with pytest.raises(Killed):
        start(run)
    started = start(run)
    assert [job["jobArn"] for job in account.bedrock.import_jobs.values()] == [started["arn"]]


def test_the_calls_of_a_start_are_the_three_that_are_killed_above(account: FakeAccount) -> None:
    run = checked_import(account)
    done = len(account.journal.calls)
    start(run)
    assert len(account.journal.calls) - done == 3


@pytest.mark.parametrize("answer", [{}, "ConflictException"])
def test_a_job_that_exists_is_looked_up(account: FakeAccount, answer: dict | str) -> None:
    run = checked_import(account)
    account.bedrock.fail(JOB, answer, after_effect=True)
    assert start(run)["arn"] == account.bedrock.import_jobs[run]["jobArn"]


@pytest.mark.parametrize("answer", [{}, "ConflictException"])
def test_a_model_that_exists_is_looked_up(account: FakeAccount, answer: dict | str) -> None:
    run = accepted_import(account, **PACKAGED)
    account.bedrock.fail(MODEL, answer, after_effect=True)
    assert start(run)["arn"] == account.bedrock.custom_models[run]["modelArn"]


@pytest.mark.parametrize(
    ("operation", "fields", "quota"),
    [(JOB, {}, "L-45B04988"), (MODEL, PACKAGED, "L-CB5B847D")],
)
def test_a_full_quota_of_models_is_no_queue_and_names_itself(
    account: FakeAccount, operation: str, fields: dict, quota: str
) -> None:
    run = accepted_import(account, **fields) if fields else checked_import(account)
    account.bedrock.fail(operation, "ServiceQuotaExceededException", "you have 3 of 3")
    with pytest.raises(QuotaTooLow) as refused:
        start(run)
    assert "you have 3 of 3" in refused.value.what
    assert quota in refused.value.fix


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("AccessDeniedException", "no", AccessRefused),
        ("ThrottlingException", "slow down", TransientServiceError),
        ("ValidationException", "Could not assume provided IAM role.", RoleNotAssumable),
    ],
)
def test_a_refusal_carries_its_name(
    account: FakeAccount, code: str, message: str, error: type[TailorError]
) -> None:
    run = checked_import(account)
    account.bedrock.fail(JOB, code, message)
    with pytest.raises(error):
        start(run)
    assert account.bedrock.import_jobs == {}
