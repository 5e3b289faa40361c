"""Choose model: the best trial, whether it may go on, and the end of the models of the others."""

import os

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import find_document, read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.choice import TrialResult, choose, losers, refusal, with_fates
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import GONE, error_code
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import ChosenModel
from lifecycle.run.reference import RunReference
from lifecycle.trial import ModelFate, Trial, TrialFailure, TrialMetrics

_IN_USE = ("ConflictException", "ResourceInUseException")


@step
def handler(reference: RunReference) -> ChosenModel:
    """Raises CustomizationOverFit or CustomizationDiverged; all models stay then."""
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    results = [_result(bucket, run, trial) for trial in request.trials]
    chosen = choose(results, allow_over_fit=request.allow_over_fit)
    write_document(bucket, documents.chosen_model(run), chosen)
    if refused := refusal(chosen, allow_over_fit=request.allow_over_fit):
        raise refused
    if not request.keep_all_models:
        fates = {loser.trial: _delete(loser.model_arn) for loser in losers(chosen)}
        chosen = with_fates(chosen, fates)
        write_document(bucket, documents.chosen_model(run), chosen)
    return chosen


def _result(bucket: str, run: str, trial: Trial) -> TrialResult:
    number = trial.trial
    return TrialResult(
        trial=find_document(bucket, documents.trial_plan(run, number), Trial) or trial,
        metrics=find_document(bucket, documents.trial_metrics(run, number), TrialMetrics),
        failure=find_document(bucket, documents.trial_failure(run, number), TrialFailure),
    )


def _delete(model_arn: str) -> ModelFate:
    try:
        aws.bedrock().delete_custom_model(modelIdentifier=model_arn)
    except ClientError as error:
        if error_code(error) in _IN_USE:
            return ModelFate.IN_USE
        if error_code(error) not in GONE:
            raise
    return ModelFate.DELETED
