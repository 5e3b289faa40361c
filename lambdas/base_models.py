"""Finds the custom models that a run can build on."""

from functools import partial

from lambdas import aws
from lambdas.run_store import find_document
from lifecycle.base_model import ModelLookups
from lifecycle.environment import StepEnvironment
from lifecycle.model_lookups import find_custom_model, find_model_of_job, find_model_of_run


def base_model_lookups(environment: StepEnvironment) -> ModelLookups:
    find_record = partial(find_document, environment.output_bucket)
    return ModelLookups(
        lambda identifier: find_custom_model(aws.bedrock().get_custom_model, identifier),
        lambda run: find_model_of_run(find_record, run),
        lambda job: find_model_of_job(
            aws.ssm().get_parameter, environment.live_parameter_prefix, job
        ),
    )
