"""Publish run: the lineage record, and the parameter that callers read the live ARN from."""

import os
from datetime import UTC, datetime

from lambdas import aws
from lambdas.run_store import find_document, read_document, write_document
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
    verified = find_document(bucket, documents.verification(run), VerifiedDeployment)
    live_parameter = names.live_parameter(environment.live_parameter_prefix, request.job_name)
    record = RunRecord(
        run_id=run,
        job_name=request.job_name,
        request=request,
        data=read_document(bucket, documents.prepared_data(run), PreparedData),
        model=read_document(bucket, documents.chosen_model(run), ChosenModel),
        serving_arn=verified.serving_arn if verified else None,
        live_parameter=live_parameter if verified else None,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_document(bucket, documents.run_record(run), record)
    if verified:
        aws.ssm().put_parameter(
            Name=live_parameter, Value=verified.serving_arn, Type="String", Overwrite=True
        )
    return PublishedRun(run, record.serving_arn, record.live_parameter, documents.run_record(run))
