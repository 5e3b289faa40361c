"""Looks models up in an account, for the steps and the command alike; None where there is none.

Each takes the operation of boto3's client to ask with, such as `bedrock.get_custom_model`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lifecycle import documents, names
from lifecycle.base_model import ModelOfRun
from lifecycle.catalog.offers import OfferedModel, offered_model
from lifecycle.refusal import unless_refused

Operation = Callable[..., Mapping[str, Any]]

_NO_MODEL = {"ResourceNotFoundException", "ValidationException"}
_NO_PARAMETER = {"ParameterNotFound"}


def find_custom_model(get_custom_model: Operation, identifier: str) -> Mapping[str, Any] | None:
    """The whole answer; `identifier` is a name or an ARN."""
    return unless_refused(lambda: get_custom_model(modelIdentifier=identifier), _NO_MODEL)


def find_foundation_model(get_foundation_model: Operation, identifier: str) -> OfferedModel | None:
    answer = unless_refused(lambda: get_foundation_model(modelIdentifier=identifier), _NO_MODEL)
    return offered_model(answer["modelDetails"]) if answer else None


def find_model_of_run(
    find_record: Callable[[str, type[ModelOfRun]], ModelOfRun | None], run: str
) -> str | None:
    """Its ARN. `find_record` reads a document of the output bucket, by its key."""
    if not names.is_run_id(run):
        return None
    record = find_record(documents.run_record(run), ModelOfRun)
    return record.arn if record else None


def find_model_of_job(get_parameter: Operation, prefix: str, job: str) -> str | None:
    """The ARN of the model that the newest published run has made."""
    name = names.model_parameter(prefix, job)
    answer = unless_refused(lambda: get_parameter(Name=name), _NO_PARAMETER)
    return str(answer["Parameter"]["Value"]) if answer else None
