"""Finds the custom models that a run can build on."""

import os
from typing import Any

from botocore.exceptions import ClientError
from msgspec import Struct

from lambdas import aws
from lambdas.run_store import find_document
from lambdas.service_errors import error_code
from lifecycle import documents, names
from lifecycle.base_model import ModelLookups
from lifecycle.environment import StepEnvironment

_UNKNOWN = {"ResourceNotFoundException", "ValidationException"}


class _Model(Struct):
    model_arn: str


class _Record(Struct):
    """What is needed of a RunRecord, of whatever time."""

    model: _Model


def find_custom_model(identifier: str) -> dict[str, Any] | None:
    try:
        return dict(aws.bedrock().get_custom_model(modelIdentifier=identifier))
    except ClientError as error:
        if error_code(error) in _UNKNOWN:
            return None
        raise


def find_model_of_run(run: str) -> str | None:
    if not names.is_run_id(run):
        return None
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    record = find_document(bucket, documents.run_record(run), _Record)
    return record.model.model_arn if record else None


def find_model_of_job(job: str) -> str | None:
    prefix = StepEnvironment.from_variables(os.environ).live_parameter_prefix
    try:
        found = aws.ssm().get_parameter(Name=names.model_parameter(prefix, job))
    except ClientError as error:
        if error_code(error) == "ParameterNotFound":
            return None
        raise
    return found["Parameter"]["Value"]


LOOKUPS = ModelLookups(find_custom_model, find_model_of_run, find_model_of_job)
