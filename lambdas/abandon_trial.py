"""Abandon trial: records why one trial failed and stops what it still costs; the others go on."""

import os

from lambdas import aws
from lambdas.run_store import write_document
from lambdas.step import step
from lambdas.wait_targets import stop_customization
from lifecycle import documents, names
from lifecycle.environment import StepEnvironment
from lifecycle.failure import reason
from lifecycle.refusal import GONE, unless_refused
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
    job = unless_refused(
        lambda: aws.bedrock().get_model_customization_job(jobIdentifier=job_name), GONE
    )
    if job is None:
        return ""
    if job["status"] == "InProgress":
        stop_customization(job_name)
    return job.get("outputModelArn", "")
