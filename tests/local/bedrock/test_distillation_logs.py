"""Distillation from the invocation logs of a model in use."""

import gzip
import json
from statistics import fmean

import pytest

from tests.local.bedrock.distilling import (
    PRO,
    PROFILE_ARN,
    closeness,
    distillation,
    taught_by,
    told,
)
from tests.local.bedrock.samples import SYSTEM, refused, tickets


def call(row, model_id=PROFILE_ARN, **metadata):
    question, answer = row
    message = {"role": "assistant", "content": [{"text": answer}]}
    return {
        "schemaType": "ModelInvocationLog",
        "modelId": model_id,
        "operation": "Converse",
        "input": {
            "inputBodyJson": {
                "system": [{"text": SYSTEM}],
                "messages": [{"role": "user", "content": [{"text": question}]}],
            }
        },
        "output": {"outputBodyJson": {"output": {"message": message}}},
        "requestMetadata": metadata,
    }


def logs(bedrock, calls, size=50, **selection):
    """The calls as logs under a prefix, some in each file, and what selects them."""
    calls, folder = list(calls), "data/logs/AWSLogs/111122223333/BedrockModelInvocationLogs"
    for at in range(0, len(calls), size):
        body = "\n".join(map(json.dumps, calls[at : at + size])).encode()
        bedrock.s3.objects[f"{folder}/2026/11/{at}.json.gz"] = gzip.compress(body)
    bedrock.s3.objects[f"{folder}/amazon-bedrock-logs-permission-check"] = b""
    source = {"s3Uri": "s3://data/logs"}
    return {"invocationLogsConfig": {"invocationLogSource": source, **selection}}


def from_logs(bedrock, calls, **selection):
    return distillation(bedrock, trainingDataConfig=logs(bedrock, calls, **selection))


def test_the_answers_in_the_logs_are_learned_if_they_are_the_teachers(bedrock):
    request = from_logs(bedrock, map(call, tickets(120)), usePromptResponse=True)
    student = bedrock.deployment(bedrock.model(**request))
    held_out = tickets(40, seed=2)
    said = told(bedrock, student, held_out)
    assert fmean(text == answer for text, (_, answer) in zip(said, held_out, strict=True)) > 0.8


def test_the_answers_of_another_model_are_left_out(bedrock):
    theirs = [call(row, model_id=PRO) for row in tickets(60, seed=2)]
    request = from_logs(bedrock, [*map(call, tickets(60)), *theirs], usePromptResponse=True)
    assert "has 60 records" in bedrock.finished(bedrock.start(**request))["failureMessage"]


def test_without_their_answers_the_logs_are_prompts_for_the_teacher(bedrock):
    calls = [call(row, model_id="amazon.nova-lite-v1:0") for row in tickets(120)]
    request = from_logs(bedrock, calls) | {"customizationConfig": taught_by(PRO)}
    student = bedrock.deployment(bedrock.model(**request))
    held_out = tickets(30, seed=2)
    assert closeness(told(bedrock, student, held_out), told(bedrock, PRO, held_out)) > 0.5


SUPPORT, EUROPE = {"equals": {"team": "support"}}, {"equals": {"place": "europe"}}


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (SUPPORT, 30),
        ({"notEquals": {"team": "support"}}, 60),
        ({"andAll": [SUPPORT, EUROPE]}, 10),
        ({"andAll": [SUPPORT, {"notEquals": {"place": "europe"}}]}, 20),
        ({"orAll": [SUPPORT, EUROPE]}, 50),
    ],
)
def test_calls_are_chosen_by_their_metadata(bedrock, filters, left):
    calls = [
        *(call(row, team="support", place="europe") for row in tickets(10)),
        *(call(row, team="support", place="asia") for row in tickets(20)),
        *(call(row, place="europe") for row in tickets(20)),
        *(call(row) for row in tickets(40)),
    ]
    request = from_logs(bedrock, calls, requestMetadataFilters=filters)
    message = bedrock.finished(bedrock.start(**request))["failureMessage"]
    assert f"has {left} records, fewer than the minimum of 100" in message


def test_only_one_kind_of_filter_can_be_asked_for(bedrock):
    filters = {"equals": {"team": "support"}, "notEquals": {"team": "sales"}}
    config = logs(bedrock, map(call, tickets(120)), requestMetadataFilters=filters)
    body = distillation(bedrock, trainingDataConfig=config) | {
        "jobName": "one",
        "customModelName": "one",
        "roleArn": "arn:aws:iam::111122223333:role/customization",
        "outputDataConfig": {"s3Uri": "s3://output"},
        "clientRequestToken": "token",
    }
    answer = bedrock.service.handle(
        "bedrock", "POST", "/model-customization-jobs", {}, json.dumps(body).encode(), {}
    )
    assert answer[0] == 400


def test_calls_of_several_turns_or_with_images_are_left_out(bedrock):
    odd = call(tickets(1)[0])
    odd["input"]["inputBodyJson"]["messages"] *= 3
    seen = call(tickets(1)[0])
    seen["input"]["inputBodyJson"]["messages"][0]["content"].append({"image": {}})
    request = from_logs(bedrock, [*map(call, tickets(99)), odd, seen])
    assert "has 99 records" in bedrock.finished(bedrock.start(**request))["failureMessage"]


def test_a_log_that_is_not_gzipped_fails_the_job(bedrock):
    request = from_logs(bedrock, map(call, tickets(120)))
    bedrock.s3.objects["data/logs/odd.gz"] = b"{}"
    message = bedrock.finished(bedrock.start(**request))["failureMessage"]
    assert "Unable to parse Amazon S3 file: s3://data/logs/odd.gz" in message


def test_a_prefix_without_logs_is_refused(bedrock):
    source = {"invocationLogSource": {"s3Uri": "s3://data/nothing"}}
    request = distillation(bedrock, trainingDataConfig={"invocationLogsConfig": source})
    with refused("ValidationException", "no invocation logs under s3://data/nothing"):
        bedrock.start(**request)


@pytest.mark.parametrize(
    ("action", "problem"), [("s3:ListBucket", "ListBucket"), ("s3:GetObject", "GetObject")]
)
def test_a_role_that_cannot_read_the_logs_is_refused(bedrock, action, problem):
    request = from_logs(bedrock, map(call, tickets(120)))
    bedrock.s3.denied.add(action)
    with refused("ValidationException", f"Could not validate {problem} permissions"):
        bedrock.start(**request)
