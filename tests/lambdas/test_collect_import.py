"""Collect import: the model that was made, and by which request it is asked."""

import pytest

from lambdas import collect_import
from lifecycle import documents, names
from lifecycle.errors import ServiceRefused
from tests.lambdas.fakes.account import FakeAccount
from tests.lambdas.stages import document, importing, packaging


def collect(run: str) -> dict:
    return collect_import.handler({"run_id": run}, None)


@pytest.mark.parametrize(("chats", "invocation"), [(True, "converse"), (False, "completion")])
def test_the_service_says_whether_an_imported_model_takes_conversations(
    account: FakeAccount, chats: bool, invocation: str
) -> None:
    run = importing(account)
    arn = account.bedrock.complete_import(names.import_job(run), instruct_supported=chats)
    assert collect(run) == {
        "run_id": run,
        "model_arn": arn,
        "invocation": invocation,
        "job_arn": account.bedrock.import_jobs[run]["jobArn"],
        "architecture": "LlamaForCausalLM",
        "units_per_copy": 2,
    }
    assert document(account, documents.imported_model(run))["model_arn"] == arn


def test_the_model_of_a_package_is_asked_in_conversations(account: FakeAccount) -> None:
    run = packaging(account)
    collected = collect(run)
    assert collected["model_arn"] == account.bedrock.custom_models[run]["modelArn"]
    assert (collected["invocation"], collected["job_arn"]) == ("converse", None)


def test_an_import_without_a_model_is_an_error(account: FakeAccount) -> None:
    run = importing(account)
    with pytest.raises(ServiceRefused, match="ResourceNotFoundException"):
        collect(run)
