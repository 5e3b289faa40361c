"""Starting, using and ending a local account."""

import os
import signal
import subprocess
from dataclasses import replace

import boto3
import pytest

from local.account import EngineDidNotStart, LocalAccount
from local.engine import banner
from local.settings import EngineSettings
from tests.local.resources import Resources, eventually

SLOW = "import time\ndef handler(event, context): time.sleep(60)"
QUICK = "def handler(event, context): return event"


def environments_of(account: LocalAccount) -> list[str]:
    """The Lambda processes that run code from this account's directory."""
    found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
    own = [line.split(None, 1) for line in found.stdout.splitlines() if "lambda_bootstrap" in line]
    return [pid for pid, _ in own if str(account.directory) in working_directory(pid)]


def working_directory(pid: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


def test_the_environment_leads_a_client_to_the_account_and_nowhere_else(account, monkeypatch):
    for name, value in account.environment().items():
        monkeypatch.setenv(name, value)
    caller = boto3.client("sts").get_caller_identity()
    assert caller["Arn"] == "arn:aws:iam::111122223333:root"


def test_the_cdk_cli_gets_a_home_of_its_own(account):
    assert account.environment()["CDK_HOME"].startswith(str(account.directory))


def test_an_engine_that_cannot_start_shows_the_end_of_its_log(tmp_path):
    broken = LocalAccount(tmp_path, EngineSettings(region="nowhere"))
    broken.settings = replace(broken.settings, port=-1)
    with pytest.raises(EngineDidNotStart, match="OverflowError"):
        broken.start()


def test_no_lambda_process_outlives_a_stopped_account(tmp_path):
    with LocalAccount(tmp_path) as account:
        resources = Resources(account)
        resources.invoke(resources.function(QUICK))
        resources.client("lambda").invoke(
            FunctionName=resources.function(SLOW), InvocationType="Event"
        )
        eventually(lambda: len(environments_of(account)) == 2)
    eventually(lambda: not environments_of(account))


def test_no_lambda_process_outlives_a_killed_engine(tmp_path):
    with LocalAccount(tmp_path) as account:
        resources = Resources(account)
        resources.invoke(resources.function(QUICK))
        os.kill(account._engine.pid, signal.SIGKILL)
        eventually(lambda: not environments_of(account))


def test_the_banner_says_that_a_local_pass_proves_nothing_on_aws():
    text = banner(EngineSettings(port=4599))
    assert "no proof" in text
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:4599" in text
