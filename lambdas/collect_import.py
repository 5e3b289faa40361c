"""Collect import: which model an import has made, and how the service says that it is asked."""

import os

from lambdas import aws
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.imported import ImportedModel
from lifecycle.run.reference import RunReference


@step
def handler(reference: RunReference) -> ImportedModel:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    imported = _imported_model(run) if request.serves_itself else _custom_model(run, request)
    write_document(bucket, documents.imported_model(run), imported)
    return imported


def _imported_model(run: str) -> ImportedModel:
    model = aws.bedrock().get_imported_model(modelIdentifier=names.imported_model(run))
    return ImportedModel(
        run_id=run,
        model_arn=model["modelArn"],
        invocation="converse" if model.get("instructSupported") else "completion",
        job_arn=model.get("jobArn"),
        architecture=model.get("modelArchitecture"),
        units_per_copy=model.get("customModelUnits", {}).get("customModelUnitsPerModelCopy"),
    )


def _custom_model(run: str, request: AcceptedRequest) -> ImportedModel:
    model = aws.bedrock().get_custom_model(modelIdentifier=names.imported_model(run))
    return ImportedModel(run, model["modelArn"], request.invocation)
