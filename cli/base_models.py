"""Finds the custom models that a job can build on, as the deployed stage will find them."""

from typing import Any

from botocore.exceptions import ClientError

from cli.account import Account
from cli.errors import error_code
from cli.run_documents import find_document
from lifecycle import documents, names
from lifecycle.base_model import ModelLookups, ModelOfRun

_UNKNOWN = {"ResourceNotFoundException", "ValidationException"}

NOWHERE = ModelLookups(lambda _: None, lambda _: None, lambda _: None)
"""Without an account only foundation models are known."""


def lookups_in(account: Account) -> ModelLookups:
    def custom_model(identifier: str) -> dict[str, Any] | None:
        try:
            return dict(account.bedrock.get_custom_model(modelIdentifier=identifier))
        except ClientError as error:
            if error_code(error) in _UNKNOWN:
                return None
            raise

    def model_of_run(run: str) -> str | None:
        return _model_of_run(account, run) if names.is_run_id(run) else None

    def model_of_job(job: str) -> str | None:
        name = names.model_parameter(account.live_parameter_prefix, job)
        try:
            return account.ssm.get_parameter(Name=name)["Parameter"]["Value"]
        except ClientError as error:
            if error_code(error) == "ParameterNotFound":
                return None
            raise

    return ModelLookups(custom_model, model_of_run, model_of_job)


def _model_of_run(account: Account, run: str) -> str | None:
    record = find_document(account, documents.run_record(run), ModelOfRun)
    return record.arn if record else None
