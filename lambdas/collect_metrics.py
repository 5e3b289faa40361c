"""Collect metrics: the loss curves of one finished customization job."""

import os

from lambdas import aws
from lambdas.run_store import write_document
from lambdas.step import step
from lifecycle import documents, metrics, names
from lifecycle.environment import StepEnvironment
from lifecycle.run import CollectedMetrics, LossPoint, TrialMetrics, TrialReference


@step
def handler(reference: TrialReference) -> CollectedMetrics:
    environment = StepEnvironment.from_variables(os.environ)
    run, trial, bucket = reference.run_id, reference.trial, environment.output_bucket
    job = aws.bedrock().get_model_customization_job(
        jobIdentifier=names.customization_job(run, trial)
    )
    keys = _keys_below(bucket, documents.customization_output(run, trial))
    collected = TrialMetrics(
        run_id=run,
        trial=trial,
        job_arn=job["jobArn"],
        model_arn=job["outputModelArn"],
        training=_curve(bucket, keys, metrics.TRAINING_FILE, "training_loss"),
        validation=_curve(bucket, keys, metrics.VALIDATION_FILE, "validation_loss"),
    )
    write_document(bucket, documents.trial_metrics(run, trial), collected)
    return CollectedMetrics(
        run_id=run,
        trial=trial,
        training_loss=metrics.last_loss(collected.training),
        validation_loss=metrics.last_loss(collected.validation),
    )


def _keys_below(bucket: str, prefix: str) -> list[str]:
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def _curve(bucket: str, keys: list[str], basename: str, column: str) -> tuple[LossPoint, ...]:
    key = metrics.find_metric_file(keys, basename)
    if key is None:
        return ()
    return metrics.parse_loss_curve(
        aws.s3().get_object(Bucket=bucket, Key=key)["Body"].read(), column
    )
