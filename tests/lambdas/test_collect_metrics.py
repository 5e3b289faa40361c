"""Collect metrics, against what a customization job leaves in a fake bucket."""

import pytest

from lambdas import collect_metrics
from lifecycle import documents, names
from lifecycle.errors import TransientServiceError
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import customized, customizing, document


def collect(run: str) -> dict:
    return collect_metrics.handler({"run_id": run, "trial": 0}, None)


def test_the_last_losses_are_the_result_and_the_curves_are_written(account: FakeAccount) -> None:
    run = customized(account)
    assert collect(run) == {
        "run_id": run,
        "trial": 0,
        "training": 0.5,
        "validation": 0.6,
    }
    written = document(account, documents.trial_metrics(run, 0))
    assert [point["value"] for point in written["validation"]] == [0.8, 0.6]
    assert written["model_arn"] == account.bedrock.jobs[f"{run}-t0"]["outputModelArn"]


def test_a_job_that_left_no_files_has_unknown_losses(account: FakeAccount) -> None:
    run = customizing(account)
    account.bedrock.complete(names.customization_job(run, 0))
    collected = collect(run)
    assert collected["training"] is None
    assert collected["validation"] is None


def test_metric_files_are_found_behind_any_number_of_other_files(account: FakeAccount) -> None:
    run = customized(account)
    for number in range(7):
        account.s3.store(OUTPUT, f"{documents.customization_output(run, 0)}a/{number}.bin", b"x")
    assert collect(run)["training"] == 0.5
    assert len(account.journal.of("ListObjectsV2")) > 1


def test_the_metrics_of_another_trial_are_not_taken_for_ours(account: FakeAccount) -> None:
    run = customizing(account)
    account.bedrock.complete(names.customization_job(run, 0))
    other = f"{documents.customization_output(run, 1)}validation_metrics.csv"
    account.s3.store(OUTPUT, other, b"step_number,epoch_number,validation_loss\n1,1,0.1\n")
    assert collect(run)["validation"] is None


def test_a_throttled_service_is_worth_a_retry(account: FakeAccount) -> None:
    run = customized(account)
    account.bedrock.fail("GetModelCustomizationJob", "ThrottlingException")
    with pytest.raises(TransientServiceError):
        collect(run)
