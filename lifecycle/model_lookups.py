"""Looks models up in an account, for the steps and the command alike; None where there is none."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from lifecycle import documents, names
from lifecycle.base_model import ModelOfRun
from lifecycle.catalog.offers import OfferedModel, offered_model


class Bedrock(Protocol):
    """boto3's client, as far as it is asked here."""

    @property
    def exceptions(self) -> Any: ...

    def get_custom_model(self, *, modelIdentifier: str) -> Mapping[str, Any]: ...

    def get_foundation_model(self, *, modelIdentifier: str) -> Mapping[str, Any]: ...


class ParameterStore(Protocol):
    """boto3's client, as far as it is asked here."""

    @property
    def exceptions(self) -> Any: ...

    def get_parameter(self, *, Name: str) -> Mapping[str, Any]: ...


def find_custom_model(bedrock: Bedrock, identifier: str) -> Mapping[str, Any] | None:
    """The answer of GetCustomModel; `identifier` is a name or an ARN."""
    try:
        return bedrock.get_custom_model(modelIdentifier=identifier)
    except _unknown(bedrock):
        return None


def find_foundation_model(bedrock: Bedrock, identifier: str) -> OfferedModel | None:
    try:
        answer = bedrock.get_foundation_model(modelIdentifier=identifier)
    except _unknown(bedrock):
        return None
    return offered_model(answer["modelDetails"])


def find_model_of_run(
    run: str, find_record: Callable[[str, type[ModelOfRun]], ModelOfRun | None]
) -> str | None:
    """Its ARN. `find_record` reads a document of the output bucket, by its key."""
    if not names.is_run_id(run):
        return None
    record = find_record(documents.run_record(run), ModelOfRun)
    return record.arn if record else None


def find_model_of_job(job: str, ssm: ParameterStore, prefix: str) -> str | None:
    """The ARN of the model that the newest published run has made."""
    try:
        found = ssm.get_parameter(Name=names.model_parameter(prefix, job))
    except ssm.exceptions.ParameterNotFound:
        return None
    return str(found["Parameter"]["Value"])


def _unknown(bedrock: Bedrock) -> tuple[type[Exception], ...]:
    """What Bedrock answers to an identifier that names no model."""
    known = bedrock.exceptions
    return known.ResourceNotFoundException, known.ValidationException
