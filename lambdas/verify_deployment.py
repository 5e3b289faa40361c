"""Verify deployment: the smoke test. A model that does not answer is not published."""

import os
from itertools import islice

from lambdas import aws
from lambdas.run_store import read_document, write_document
from lambdas.serving import require_serving
from lambdas.step import step
from lifecycle import documents
from lifecycle.dataset.formats.conversation import Conversation, decode_conversation
from lifecycle.environment import StepEnvironment
from lifecycle.errors import DeploymentSilent
from lifecycle.run import AcceptedRequest, PreparedData, RunReference, VerifiedDeployment

PROMPTS = 3


@step
def handler(reference: RunReference) -> VerifiedDeployment:
    bucket = StepEnvironment.from_variables(os.environ).output_bucket
    run = reference.run_id
    data = read_document(bucket, documents.prepared_data(run), PreparedData)
    request = read_document(bucket, documents.accepted_request(run), AcceptedRequest)
    serving_arn = require_serving(run, request.deployment_mode)
    prompts = _prompts(bucket, (data.test or data.validation or data.training).key)
    for prompt in prompts:
        _require_answer(serving_arn, prompt)
    verified = VerifiedDeployment(run, serving_arn, len(prompts))
    write_document(bucket, documents.verification(run), verified)
    return verified


def _prompts(bucket: str, key: str) -> list[Conversation]:
    lines = aws.s3().get_object(Bucket=bucket, Key=key)["Body"].iter_lines()
    return [decode_conversation(line) for line in islice(lines, PROMPTS)]


def _require_answer(serving_arn: str, asked: Conversation) -> None:
    response = aws.bedrock_runtime().converse(
        modelId=serving_arn,
        system=[{"text": block.text} for block in asked.system],
        messages=[{"role": m.role, "content": [{"text": m.text}]} for m in asked.messages[:-1]],
        inferenceConfig={"maxTokens": 256, "temperature": 0.0},
    )
    blocks = response["output"]["message"]["content"]
    if not any(block.get("text", "").strip() for block in blocks):
        raise DeploymentSilent(
            "the deployed model answered a test prompt with nothing",
            where=serving_arn,
            fix="look at the answers in the training set: are any of them empty?",
        )
