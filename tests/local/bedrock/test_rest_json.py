"""Requests as the service's own model wants them, answers as it promises them."""

import json
import re
from time import monotonic

import pytest

from local.bedrock.rest_json.models import service_model
from tests.local.bedrock.samples import refused


def handle(bedrock, method, path, body=b"", service="bedrock", query=None):
    status, headers, answer = bedrock.service.handle(service, method, path, {}, body, query or {})
    return status, headers, json.loads(answer or b"{}")


def test_every_answer_says_that_it_comes_from_a_stand_in(bedrock):
    good = handle(bedrock, "GET", "/custom-models")
    bad = handle(bedrock, "GET", "/custom-models/unknown")
    assert good[1]["x-tailor-local"] == bad[1]["x-tailor-local"] == "stand-in"


COPIED = "arn:aws:bedrock:us-east-1:111122223333:custom-model/imported/abcdefghijkl"


def test_an_operation_that_is_not_emulated_is_named(bedrock):
    status, headers, answer = handle(
        bedrock,
        "POST",
        "/model-copy-jobs",
        json.dumps({"sourceModelArn": COPIED, "targetModelName": "mine"}).encode(),
    )
    assert (status, headers["x-amzn-ErrorType"]) == (501, "NotEmulated")
    assert "CreateModelCopyJob" in answer["message"]


def test_a_path_that_is_no_operation_is_not_found(bedrock):
    assert handle(bedrock, "GET", "/nothing/here")[0] == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(bedrock, body):
    status, _, answer = handle(bedrock, "POST", "/tagResource", body)
    assert (status, answer["__type"]) == (400, "SerializationException")


def test_identifiers_in_paths_may_be_encoded_or_not(bedrock):
    arn = bedrock.start()
    for path in (arn, arn.replace("/", "%2F").replace(":", "%3A")):
        status, _, answer = handle(bedrock, "GET", f"/model-customization-jobs/{path}")
        assert (status, answer["jobArn"]) == (200, arn)


def test_the_values_of_a_query_may_be_lists_or_strings(bedrock):
    for query in ({"byProvider": ["Meta"]}, {"byProvider": "Meta"}):
        _, _, answer = handle(bedrock, "GET", "/foundation-models", query=query)
        assert answer == {"modelSummaries": []}


@pytest.mark.parametrize("query", [{"maxResults": "many"}, {"creationTimeAfter": "yesterday"}])
def test_query_values_of_the_wrong_type_are_refused(bedrock, query):
    status, _, answer = handle(bedrock, "GET", "/custom-models", query=query)
    assert (status, answer["__type"]) == (400, "ValidationException")


REQUEST = {
    "jobName": "triage",
    "customModelName": "triage",
    "roleArn": "arn:aws:iam::111122223333:role/r",
    "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
    "trainingDataConfig": {"s3Uri": "s3://data/train.jsonl"},
    "outputDataConfig": {"s3Uri": "s3://output"},
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"jobName": "my_job"},
            "Value 'my_job' at 'jobName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ",
        ),
        ({"jobName": None}, "Value null at 'jobName' .* Member must not be null"),
        ({"jobName": ""}, "Member must have length greater than or equal to 1"),
        ({"jobName": "a" * 64}, "Member must have length less than or equal to 63"),
        ({"jobName": 7}, "Member must be a string"),
        ({"customizationType": "TUNING"}, r"Member must satisfy enum value set: \[FINE_TUNING, "),
        ({"outputDataConfig": {}}, "Value null at 'outputDataConfig.s3Uri'"),
        ({"outputDataConfig": []}, "at 'outputDataConfig' .* Member must be an object"),
        ({"outputDataConfig": {"s3Uri": "s3://b/dt=1/"}}, "regular expression pattern: s3://"),
        ({"jobTags": [{"key": "a", "value": "x,y"}]}, "at 'jobTags.1.member.value'"),
        ({"jobTags": {}}, "Member must be a list"),
        ({"hyperParameters": {"epochCount": 2}}, "'2' at 'hyperParameters.epochCount'"),
        ({"hyperParameters": []}, "Member must be a map"),
        ({"customizationConfig": {}}, "exactly one of its members"),
        ({"vpcConfig": {"subnetIds": [], "securityGroupIds": ["s"]}}, "at 'vpcConfig.subnetIds'"),
    ],
)
def test_what_the_model_of_the_service_forbids_is_refused(bedrock, change, problem):
    body = json.dumps(REQUEST | change).encode()
    status, _, answer = handle(bedrock, "POST", "/model-customization-jobs", body)
    assert (status, answer["__type"]) == (400, "ValidationException")
    assert re.search(problem, answer["message"])


def test_all_problems_of_a_request_are_told_at_once(bedrock):
    _, _, answer = handle(bedrock, "POST", "/model-customization-jobs", b"{}")
    assert answer["message"].startswith("6 validation errors detected: ")


@pytest.mark.parametrize("units", [0, "1", True])
def test_numbers_are_checked_against_type_and_range(bedrock, units):
    body = {"modelUnits": units, "provisionedModelName": "p", "modelId": "m"}
    status, _, answer = handle(
        bedrock, "POST", "/provisioned-model-throughput", json.dumps(body).encode()
    )
    assert (status, "modelUnits" in answer["message"]) == (400, True)


def test_members_the_model_does_not_know_are_ignored(bedrock):
    body = json.dumps({"resourceARN": "a" * 20, "unknown": 1}).encode()
    assert handle(bedrock, "POST", "/listTagsForResource", body)[0] == 404


def test_a_hostile_job_name_is_refused_without_delay(bedrock):
    started = monotonic()
    with refused("ValidationException", "regular expression"):
        bedrock.start("a" + "-" * 50 + "_")
    assert monotonic() - started < 1


@pytest.mark.parametrize("service", ["bedrock", "bedrock-runtime"])
def test_every_operation_of_the_service_has_an_answer(bedrock, service):
    model = service_model(service)
    for name in model.operation_names:
        http = model.operation_model(name).http
        path = re.sub("{.*?}", "x", http["requestUri"]).split("?")[0]
        status, _, answer = bedrock.service.handle(service, http["method"], path, {}, b"{}", {})
        assert status < 500 or (status == 501 and name in answer.decode())
