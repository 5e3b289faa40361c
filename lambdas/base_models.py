"""Finds the custom models that a run can build on."""

import os
from typing import Any

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import find_document
from lambdas.service_errors import error_code
from lifecycle import documents, names
from lifecycle.base_model import ModelLookups, ModelOfRun
from lifecycle.environment import StepEnvironment

_UNKNOWN = {"ResourceNotFoundException", "ValidationException"}


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
    record = find_document(bucket, documents.run_record(run), ModelOfRun)
    return record.arn if record else None


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
