"""Publish run: the lineage record, and the parameters that tell what is live and what is newest."""

import os
from datetime import UTC, datetime

from lambdas import aws
from lambdas.run_store import find_document, read_document, write_document
from lambdas.step import step
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import ChosenModel
from lifecycle.run.imported import ImportedModel
from lifecycle.run.prepared import PreparedData
from lifecycle.run.published import PublishedRun, RunRecord
from lifecycle.run.reference import RunReference
from lifecycle.run.served import VerifiedDeployment


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
        data=find_document(bucket, documents.prepared_data(run), PreparedData),
        model=find_document(bucket, documents.chosen_model(run), ChosenModel),
        imported=find_document(bucket, documents.imported_model(run), ImportedModel),
        serving_arn=verified.serving_arn if verified else None,
        live_parameter=live_parameter if verified else None,
        published_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_document(bucket, documents.run_record(run), record)
    if record.model:
        _put_parameter(
            names.model_parameter(environment.live_parameter_prefix, request.job_name),
            record.model.model_arn,
        )
    if verified:
        _put_parameter(live_parameter, verified.serving_arn)
    return PublishedRun(run, record.serving_arn, record.live_parameter, documents.run_record(run))


def _put_parameter(name: str, value: str) -> None:
    aws.ssm().put_parameter(Name=name, Value=value, Type="String", Overwrite=True)
