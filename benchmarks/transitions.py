"""State transitions of a run whose training takes an hour, ten hours and three days.

An hour lasts half a second here, and the schedule's minutes shrink with it.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

from benchmarks.measurement import ROOT, Result
from cli.account import Account
from cli.cdk import local_deployment, run_cdk
from cli.following import SUCCEEDED, execution_arn, follow
from cli.job_folder import JobFolder
from cli.uploading import upload_job
from local.account import LocalAccount
from local.bedrock.settings import BedrockSettings
from local.settings import EngineSettings

HOUR = 0.5
"""Real seconds."""
PHASES = 3
TRAININGS = {"1 h": 1, "10 h": 10, "3 days": 72}
EXAMPLE = ROOT / "examples" / "fine-tuning"


def measure() -> Iterator[Result]:
    for duration, hours in TRAININGS.items():
        yield Result(
            f"Step Functions transitions, {duration} of training",
            value=_transitions(hours * HOUR),
            unit="transitions",
            aim=25,
        )


def _transitions(training_seconds: float) -> int:
    bedrock = BedrockSettings(phase_seconds=training_seconds / PHASES)
    settings = EngineSettings(minute_seconds=HOUR, bedrock=bedrock)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalAccount(Path(folder), settings) as local,
        patch.dict(os.environ, local.environment()),
    ):
        target = f"aws://{settings.account_id}/{settings.region}"
        for command in local_deployment(Path(folder) / "cdk.out", target).values():
            run_cdk(*command, log=Path(folder) / f"{command[0]}.log", on_line=lambda _: None)
        account = Account("local")
        run = upload_job(account, JobFolder(EXAMPLE))
        *_, last = follow(account, run)
        if last.status != SUCCEEDED:
            raise RuntimeError(f"{run} ended as {last.status}: {last.cause}")
        return _states_entered(account, run)


def _states_entered(account: Account, run: str) -> int:
    pages = account.stepfunctions.get_paginator("get_execution_history").paginate(
        executionArn=execution_arn(account.state_machine_arn, run)
    )
    events = (event for page in pages for event in page["events"])
    return sum(event["type"].endswith("StateEntered") for event in events)
