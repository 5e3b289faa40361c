"""Verify deployment: the smoke test. A model that does not answer is not published."""

import os
from itertools import islice
from typing import Any

from lambdas import aws
from lambdas.dataset_scan import rules_of
from lambdas.run_store import find_document, read_document, write_document
from lambdas.serving import require_serving
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DeploymentSilent
from lifecycle.invocation.inquiry import Inquiry, inquire
from lifecycle.invocation.question import Question, question_in, user_question
from lifecycle.run import AcceptedRequest, PreparedData, RunReference, VerifiedDeployment

PROMPTS = 3
WITHOUT_DATA = user_question("In one sentence: what can you help me with?")


@step
def handler(reference: RunReference) -> VerifiedDeployment:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    serving_arn = require_serving(run, request.deployment_mode)
    questions = _questions(bucket, request)
    for question in questions:
        _require_answer(serving_arn, request, question)
    verified = VerifiedDeployment(run, serving_arn, len(questions))
    write_document(bucket, documents.verification(run), verified)
    return verified


def _questions(bucket: str, request: AcceptedRequest) -> list[Question]:
    data = find_document(bucket, documents.prepared_data(request.run_id), PreparedData)
    if data is None:
        return [WITHOUT_DATA]
    format = rules_of(request).format
    lines = aws.s3().get_object(Bucket=bucket, Key=data.held_out().key)["Body"].iter_lines()
    return [question_in(line, format) for line in islice(lines, PROMPTS)]


def _require_answer(serving_arn: str, request: AcceptedRequest, question: Question) -> None:
    inquiry = inquire(request.invocation, question, _read)
    if not inquiry.answer(_ask(serving_arn, inquiry)):
        raise DeploymentSilent(
            "the deployed model answered a test prompt with nothing",
            where=serving_arn,
            fix="look at the answers in the training set: are any of them empty?",
        )


def _ask(serving_arn: str, inquiry: Inquiry) -> Any:
    match inquiry.operation:
        case "converse":
            return aws.bedrock_runtime().converse(modelId=serving_arn, **inquiry.parameters)
        case "invoke_model":
            return aws.bedrock_runtime().invoke_model(modelId=serving_arn, **inquiry.parameters)


def _read(uri: str) -> bytes:
    bucket, key = documents.bucket_and_key(uri)
    return aws.s3().get_object(Bucket=bucket, Key=key)["Body"].read()
