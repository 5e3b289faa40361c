"""Starting, using and ending a local account."""

import json
import os
import signal
import socket
from pathlib import Path

import boto3
import pytest

from local.account import EngineDidNotStart, LocalAccount
from local.bedrock.settings import BedrockSettings
from local.engine import banner
from local.settings import EngineSettings
from tests.local.resources import Resources, eventually

SLOW = """
import pathlib, time

def handler(event, context):
    pathlib.Path(event).touch()
    time.sleep(60)
"""
QUICK = "def handler(event, context): return event"


def environments_of(account):
    """The processes that run code from this account's directory."""
    return [
        process for process in Path("/proc").glob("[0-9]*") if runs_in(process, account.directory)
    ]


def runs_in(process, directory):
    try:
        return str(process.joinpath("cwd").readlink()).startswith(str(directory))
    except OSError:
        return False


def test_the_environment_leads_a_client_to_the_account_and_nowhere_else(account, monkeypatch):
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)
    caller = boto3.client("sts").get_caller_identity()
    assert caller["Arn"] == "arn:aws:iam::111122223333:root"


def test_the_cdk_cli_gets_a_home_of_its_own(account):
    assert account.environment()["CDK_HOME"].startswith(str(account.directory))


def test_an_engine_that_cannot_start_shows_the_end_of_its_log(tmp_path):
    account = LocalAccount(tmp_path)
    occupied = socket.create_server(("127.0.0.1", account.settings.port))
    with occupied, pytest.raises(EngineDidNotStart, match="[Aa]ddress already in use"):
        account.start()


def start_slow_function(account):
    """Returns once the function is at work."""
    resources, marker = Resources(account), account.directory / "at-work"
    resources.client("lambda").invoke(
        FunctionName=resources.function(SLOW),
        InvocationType="Event",
        Payload=json.dumps(str(marker)),
    )
    eventually(marker.exists)


def test_no_lambda_process_outlives_a_stopped_account(tmp_path):
    with LocalAccount(tmp_path) as account:
        resources = Resources(account)
        resources.invoke(resources.function(QUICK))
        start_slow_function(account)
        assert len(environments_of(account)) == 2
    eventually(lambda: not environments_of(account))


def test_no_lambda_process_outlives_a_killed_engine(tmp_path):
    with LocalAccount(tmp_path) as account:
        start_slow_function(account)
        os.kill(account._engine.pid, signal.SIGKILL)
        eventually(lambda: not environments_of(account))


def test_the_banner_says_that_a_local_pass_proves_nothing_on_aws():
    text = banner(EngineSettings(port=4599))
    assert "no proof" in text
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:4599" in text


def test_an_account_may_be_in_another_region_and_offer_models_that_have_ended(tmp_path):
    ended = "anthropic.claude-3-haiku-20240307-v1:0"
    settings = BedrockSettings(active_models=frozenset({ended}))
    with LocalAccount(tmp_path, EngineSettings(region="us-west-2", bedrock=settings)) as account:
        offered = account.client("bedrock").list_foundation_models()["modelSummaries"]
    lifecycle = {model["modelId"]: model["modelLifecycle"]["status"] for model in offered}
    assert lifecycle[f"{ended}:200k"] == lifecycle["meta.llama3-3-70b-instruct-v1:0"] == "ACTIVE"
    assert "amazon.nova-micro-v1:0" not in lifecycle
