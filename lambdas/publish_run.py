"""Publish run: the lineage record, and the parameter that callers read the live ARN from."""

import os
from datetime import UTC, datetime

from lambdas import aws
from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.run import (
    AcceptedRequest,
    ChosenModel,
    PreparedData,
    PublishedRun,
    RunRecord,
    RunReference,
    VerifiedDeployment,
)


@step
def handler(reference: RunReference) -> PublishedRun:
    environment = StepEnvironment.from_variables(os.environ)
    run, bucket = reference.run_id, environment.output_bucket
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    verified = read_document(bucket, documents.verification(run), VerifiedDeployment)
    record = RunRecord(
        run_id=run,
        job_name=request.job_name,
        request=request,
        data=read_document(bucket, documents.prepared_data(run), PreparedData),
        model=read_document(bucket, documents.chosen_model(run), ChosenModel),
        deployment_arn=verified.deployment_arn,
        live_parameter=names.live_parameter(environment.live_parameter_prefix, request.job_name),
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_document(bucket, documents.run_record(run), record)
    aws.ssm().put_parameter(
        Name=record.live_parameter, Value=record.deployment_arn, Type="String", Overwrite=True
    )
    return PublishedRun(
        run, record.deployment_arn, record.live_parameter, documents.run_record(run)
    )
