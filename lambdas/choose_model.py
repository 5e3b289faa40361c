"""Choose model: the best trial by validation loss, and whether it still learned at the end."""

import os

from lambdas.run_store import read_document, write_document
from lambdas.step import step
from lifecycle import documents
from lifecycle.choice import choose
from lifecycle.environment import StepEnvironment
from lifecycle.run import AcceptedRequest, ChosenModel, RunReference, TrialMetrics


@step
def handler(reference: RunReference) -> ChosenModel:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    trials = [
        read_document(bucket, documents.trial_metrics(run, trial.trial), TrialMetrics)
        for trial in request.trials
    ]
    chosen = choose(trials)
    write_document(bucket, documents.chosen_model(run), chosen)
    return chosen
