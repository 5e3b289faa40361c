"""A run that builds on the model of an earlier one."""

import pytest

from lambdas import accept_request, prepare_data, start_customization
from lifecycle import documents
from lifecycle.errors import AccessRefused, ModelUnavailable, RequestInvalid, TransientServiceError
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, conversations, landed, published

DISTINCT = {"train.jsonl": conversations(24)}


def chained(account: FakeAccount, base_model: str) -> dict:
    run = landed(account, files=DISTINCT, base_model=base_model)
    return accept_request.handler(run, None)


@pytest.mark.parametrize("by", ["job", "run", "arn", "name"])
def test_it_is_customized_from_that_model_by_the_rules_of_its_foundation(
    account: FakeAccount, by: str
) -> None:
    run = published(account)
    (model,) = account.bedrock.custom_models.values()
    names = {"job": f"run:{JOB}", "run": f"run:{run}", "arn": model["modelArn"]}
    accepted = chained(account, names.get(by, model["modelName"]))
    assert accepted["base_model"] == model["modelArn"]
    assert accepted["invoke_model"] == "amazon.nova-lite-v1:0"
    prepare_data.handler({"run_id": accepted["run_id"]}, None)
    start_customization.handler({"run_id": accepted["run_id"], "trial": 0}, None)
    first, second = account.journal.of("CreateModelCustomizationJob")
    assert second["baseModelIdentifier"] == model["modelArn"]
    assert second["hyperParameters"] == first["hyperParameters"]


def test_a_chain_goes_on_from_a_chained_model(account: FakeAccount) -> None:
    published(account)
    published(account, files=DISTINCT, base_model=f"run:{JOB}")
    first, second = account.bedrock.custom_models.values()
    accepted = chained(account, f"run:{JOB}")
    assert accepted["base_model"] == second["modelArn"] != first["modelArn"]
    assert accepted["invoke_model"] == "amazon.nova-lite-v1:0"


def test_its_foundation_must_still_be_live(account: FakeAccount) -> None:
    published(account)
    account.bedrock.model_lifecycle = {"status": "LEGACY"}
    with pytest.raises(ModelUnavailable, match="Nova Lite is LEGACY"):
        chained(account, f"run:{JOB}")


def test_a_technique_that_its_foundation_does_not_take_is_refused(account: FakeAccount) -> None:
    published(account)
    run = landed(account, technique="continued-pre-training", base_model=f"run:{JOB}")
    with pytest.raises(ModelUnavailable, match="Nova Lite cannot be customized by continued-pre"):
        accept_request.handler(run, None)


def test_a_job_that_has_published_nothing_is_refused(account: FakeAccount) -> None:
    with pytest.raises(ModelUnavailable, match="no run or job 'nobody' has published a model"):
        chained(account, "run:nobody")
    assert not account.journal.of("GetCustomModel")


def test_a_model_that_is_gone_is_refused(account: FakeAccount) -> None:
    published(account)
    account.bedrock.custom_models.clear()
    with pytest.raises(ModelUnavailable, match="there is no custom model"):
        chained(account, f"run:{JOB}")


def test_an_imported_model_is_refused(account: FakeAccount) -> None:
    arn = "arn:aws:bedrock:us-east-1:111122223333:imported-model/0123456789ab"
    with pytest.raises(RequestInvalid, match="does not customize imported models"):
        chained(account, arn)


def test_a_refused_question_keeps_the_name_of_its_reason(account: FakeAccount) -> None:
    published(account)
    account.bedrock.fail("GetCustomModel", "AccessDeniedException")
    with pytest.raises(AccessRefused, match="AccessDeniedException"):
        chained(account, f"run:{JOB}")


def test_a_parameter_store_that_fails_is_no_unknown_job(account: FakeAccount) -> None:
    account.ssm.fail("GetParameter", "InternalServerError")
    with pytest.raises(TransientServiceError, match="InternalServerError"):
        chained(account, f"run:{JOB}")


def test_nothing_can_be_built_on_the_run_of_an_import(account: FakeAccount) -> None:
    run = published(account)
    account.s3.store(OUTPUT, documents.run_record(run), b'{"model": null}')
    with pytest.raises(ModelUnavailable, match="has published a model"):
        chained(account, f"run:{run}")
