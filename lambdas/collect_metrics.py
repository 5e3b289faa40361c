"""Collect metrics: the curves of one finished customization job."""

import os

from lambdas import aws
from lambdas.run_store import read_bytes, read_document, write_document
from lambdas.step import step
from lifecycle import documents, metrics, names
from lifecycle.environment import StepEnvironment
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import CollectedMetrics
from lifecycle.run.reference import TrialReference
from lifecycle.trial import Curve, Measure, TrialMetrics


@step
def handler(reference: TrialReference) -> CollectedMetrics:
    environment = StepEnvironment.from_variables(os.environ)
    run, trial, bucket = reference.run_id, reference.trial, environment.output_bucket
    job = aws.bedrock().get_model_customization_job(
        jobIdentifier=names.customization_job(run, trial)
    )
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    measure = metrics.measure_of(request.technique)
    keys = _keys_below(bucket, documents.customization_output(run, trial))
    collected = TrialMetrics(
        run_id=run,
        trial=trial,
        job_arn=job["jobArn"],
        model_arn=job["outputModelArn"],
        training=_curve(bucket, keys, metrics.TRAINING_FILE, measure),
        validation=_curve(bucket, keys, metrics.VALIDATION_FILE, measure),
        measure=measure,
    )
    write_document(bucket, documents.trial_metrics(run, trial), collected)
    return CollectedMetrics(
        run_id=run,
        trial=trial,
        training=metrics.last_value(collected.training),
        validation=metrics.last_value(collected.validation),
    )


def _keys_below(bucket: str, prefix: str) -> list[str]:
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", [])]


def _curve(bucket: str, keys: list[str], file: str, measure: Measure) -> Curve:
    key = metrics.find_metric_file(keys, file)
    if key is None:
        return ()
    return metrics.parse_curve(read_bytes(bucket, key), metrics.COLUMNS[file, measure])
