"""Verify deployment: the smoke test. A model that does not answer is not published."""

import os
from itertools import islice
from typing import Any

from lambdas import aws
from lambdas.dataset_scan import rules_of
from lambdas.landed_questions import landed_questions
from lambdas.run_store import find_document, read_document, write_document
from lambdas.serving import require_serving
from lambdas.step import step
from lifecycle import documents
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DeploymentSilent
from lifecycle.invocation.family import Invocation
from lifecycle.invocation.inquiry import Inquiry, inquire
from lifecycle.invocation.question import FOR_ANY_MODEL, Question, question_in
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.imported import ImportedModel
from lifecycle.run.prepared import PreparedData
from lifecycle.run.reference import RunReference
from lifecycle.run.served import VerifiedDeployment

PROMPTS = 3


@step
def handler(reference: RunReference) -> VerifiedDeployment:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    serving_arn = require_serving(request)
    questions = _questions(bucket, request)
    invocation = _invocation(bucket, request)
    for question in questions:
        _require_answer(serving_arn, invocation, question)
    verified = VerifiedDeployment(run, serving_arn, len(questions))
    write_document(bucket, documents.verification(run), verified)
    return verified


def _questions(bucket: str, request: AcceptedRequest) -> list[Question]:
    data = find_document(bucket, documents.prepared_data(request.run_id), PreparedData)
    if data is None:
        return landed_questions(request.test, PROMPTS) if request.test else [FOR_ANY_MODEL]
    format = rules_of(request).format
    lines = aws.s3().get_object(Bucket=bucket, Key=data.held_out().key)["Body"].iter_lines()
    return [question_in(line, format) for line in islice(lines, PROMPTS)]


def _invocation(bucket: str, request: AcceptedRequest) -> Invocation:
    key = documents.imported_model(request.run_id)
    imported = find_document(bucket, key, ImportedModel)
    return imported.invocation if imported else request.invocation


def _require_answer(serving_arn: str, invocation: Invocation, question: Question) -> None:
    inquiry = inquire(invocation, question, _read)
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
