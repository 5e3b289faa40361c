"""The only door to AWS."""

import pytest

from lambdas import aws

CLIENTS = {
    "bedrock": aws.bedrock,
    "bedrock-runtime": aws.bedrock_runtime,
    "cloudwatch": aws.cloudwatch,
    "dynamodb": aws.dynamodb,
    "s3": aws.s3,
    "sns": aws.sns,
    "ssm": aws.ssm,
    "stepfunctions": aws.stepfunctions,
}


@pytest.mark.parametrize("service", CLIENTS)
def test_a_client_is_made_once_and_retries_briefly(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = CLIENTS[service]()
    assert CLIENTS[service]() is client
    assert client.meta.service_model.service_name == service
    assert client.meta.config.retries["mode"] == "standard"
    assert client.meta.config.retries["total_max_attempts"] == 3
    assert client.meta.config.read_timeout <= 60
