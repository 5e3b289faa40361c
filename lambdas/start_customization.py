"""Start customization: one customization job per trial, however often the step is retried."""

import os
from typing import Any

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.catalog import load_catalog
from lifecycle.customization import customization_parameters
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import error_code
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import StartedCustomization
from lifecycle.run.prepared import PreparedData
from lifecycle.run.reference import TrialReference


@step
def handler(reference: TrialReference) -> StartedCustomization:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket, catalog = reference.run_id, environment.output_bucket, load_catalog()
    data = read_document(bucket, documents.prepared_data(run), PreparedData)
    accepted = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    records = data.training.records if data.training else 0
    request, trial = accepted.with_guidance(records), reference.trial
    write_document(bucket, documents.trial_plan(run, trial), request.trials[trial])
    parameters = customization_parameters(
        request=request,
        data=data,
        trial=trial,
        environment=environment,
        support=catalog.support(
            catalog.model(request.invoke_model), request.technique, os.environ["AWS_REGION"]
        ),
    )
    job_arn = _create(parameters) or _find(names.customization_job(run, trial))
    return StartedCustomization(run, trial, job_arn)


def _create(parameters: dict[str, Any]) -> str | None:
    """None where the job exists: the service may answer a repeated token without an ARN."""
    try:
        return aws.bedrock().create_model_customization_job(**parameters).get("jobArn")
    except ClientError as error:
        if error_code(error) == "ConflictException":
            return None
        raise


def _find(job_name: str) -> str:
    return aws.bedrock().get_model_customization_job(jobIdentifier=job_name)["jobArn"]
