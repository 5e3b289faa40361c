"""The command as a whole: what it offers, and how it fails when AWS is out of reach."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ProfileNotFound,
)

from cli.terminal import in_words
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import FakeAws

EXPIRED = ClientError({"Error": {"Code": "ExpiredToken", "Message": "expired"}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoCredentialsError(), "aws sso login"),
        (NoRegionError(), "export AWS_REGION"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:4566"), "tailor local"),
        (ProfileNotFound(profile="nobody"), "AWS profile"),
        (EXPIRED, "aws sts get-caller-identity"),
    ],
)
def test_whatever_keeps_aws_out_of_reach_is_said_with_its_remedy(
    aws: FakeAws,
    tailor: Tailor,
    monkeypatch: pytest.MonkeyPatch,
    error: BotoCoreError | ClientError,
    advice: str,
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(aws, "describe_stacks", refuse)
    result = tailor("runs")
    assert result.exit_code == 2
    assert "TLR-702" in result.stderr
    assert advice in result.stderr
    assert result.stdout == ""


def test_without_a_region_the_variable_to_set_is_named(aws: FakeAws, tailor: Tailor) -> None:
    aws.region = None
    result = tailor("runs", "--stage", "prod")
    assert result.exit_code == 2
    assert "export AWS_REGION" in result.stderr


def test_the_region_of_the_aws_cli_and_the_cdk_counts(
    aws: FakeAws, tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.region = None
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    assert "region eu-west-3" in tailor("runs", "--stage", "prod").stderr


def test_the_stage_may_come_from_the_environment(
    aws: FakeAws, tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAILOR_STAGE", "local")
    assert "-c stage=local" in tailor("runs").stderr


def test_stacks_may_carry_another_name_prefix(
    aws: FakeAws, tailor: Tailor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAILOR_NAME_PREFIX", "acme")
    assert "the stack acme-dev-lifecycle does not exist" in tailor("runs").stderr


def test_a_stack_that_lacks_an_output_counts_as_not_deployed(aws: FakeAws, tailor: Tailor) -> None:
    aws.outputs["tailor-dev-lifecycle"] = {}
    result = tailor("runs")
    assert result.exit_code == 2
    assert "has no output StateMachineArn" in result.stderr


def test_help_names_every_command(tailor: Tailor) -> None:
    shown = tailor("--help").stdout
    for command in ("validate", "submit", "watch", "runs", "ask", "models", "local", "demo"):
        assert command in shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (61, "1 min 01 s"),
        (3600, "1 h 00 min"),
        (12_345, "3 h 25 min"),
    ],
)
def test_durations_are_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
