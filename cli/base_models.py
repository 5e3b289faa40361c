"""Finds the custom models that a job can build on, as the deployed stage will find them."""

from functools import partial

from cli.account import Account
from cli.run_documents import find_document
from lifecycle.base_model import ModelLookups
from lifecycle.model_lookups import find_custom_model, find_model_of_job, find_model_of_run

NOWHERE = ModelLookups(lambda _: None, lambda _: None, lambda _: None)
"""Without an account only foundation models are known."""


def lookups_in(account: Account) -> ModelLookups:
    find_record = partial(find_document, account)
    return ModelLookups(
        lambda identifier: find_custom_model(account.bedrock.get_custom_model, identifier),
        lambda run: find_model_of_run(find_record, run),
        lambda job: find_model_of_job(
            account.ssm.get_parameter, account.live_parameter_prefix, job
        ),
    )
