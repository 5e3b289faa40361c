"""Abandon trial: records why one trial failed and stops what it still costs; the others go on."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import write_document
from lambdas.step import step
from lambdas.wait_targets import stop_customization
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.failure import reason
from lifecycle.refusal import error_code
from lifecycle.run.customized import AbandonedTrial, FailedTrial
from lifecycle.trial import TrialFailure

_REASON_MAX_LENGTH = 8_000  # of all trials together, well within the state's 256 KiB


@step
def handler(failed: FailedTrial) -> AbandonedTrial:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run, trial = failed.run_id, failed.trial
    why = reason(failed.cause)[:_REASON_MAX_LENGTH]
    job_name = names.customization_job(run, trial)
    failure = TrialFailure(run, trial, failed.error, why, _model_of(job_name))
    write_document(bucket, documents.trial_failure(run, trial), failure)
    return AbandonedTrial(run, trial, failed.error, why)


def _model_of(job_name: str) -> str:
    """The model that the job has made all the same; a job that still runs is stopped."""
    try:
        job = aws.bedrock().get_model_customization_job(jobIdentifier=job_name)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return ""
        raise
    if job["status"] == "InProgress":
        stop_customization(job_name)
    return job.get("outputModelArn", "")
