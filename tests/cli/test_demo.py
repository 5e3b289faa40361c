"""`tailor demo`: its order, its ends, and that it leaves nothing behind. The account is of memory;
tests/lifecycle_run deploys to the real local account."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.commands import demo
from cli.errors import DemoFailed
from local.account import EngineDidNotStart
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import INTAKE, MACHINE, OUTPUT, FakeAws
from tests.cli.run_samples import BASE_MODEL, DEPLOYMENT, add_failed_run, add_succeeded_run

ENDPOINT = "http://127.0.0.1:1"
steps: list[str] = []
handlers: dict[int, Callable[..., None]] = {}


class FakeLocalAccount:
    """Starts and stops, and tells its environment, like the real one."""

    def __init__(self, directory: Path, settings: object) -> None:
        self.log = directory / "engine.log"
        steps.append("made")

    def start(self) -> None:
        steps.append("started")

    def stop(self) -> None:
        steps.append("stopped")

    def environment(self) -> dict[str, str]:
        return {"AWS_ENDPOINT_URL": ENDPOINT}


@pytest.fixture
def ended(
    aws: FakeAws, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Callable[[str], None]], None]:
    """Decides what becomes of the submitted run. Everything around it is replaced."""
    steps.clear()
    aws.outputs = {
        "tailor-local-foundation": {"IntakeBucketName": INTAKE, "OutputBucketName": OUTPUT},
        "tailor-local-lifecycle": {"StateMachineArn": MACHINE},
    }
    monkeypatch.setenv("AWS_ENDPOINT_URL", "the real AWS")
    monkeypatch.setattr(demo, "WORK", tmp_path)
    monkeypatch.setattr(demo, "LocalAccount", FakeLocalAccount)
    monkeypatch.setattr(demo.signal, "signal", lambda number, act: handlers.update({number: act}))
    monkeypatch.setattr(demo, "run_cdk", lambda command, *_, **__: steps.append(command))
    submit = demo.submit_job

    def decide(become: Callable[[str], None]) -> None:
        def submit_and_end(*arguments: object) -> str:
            run_id = submit(*arguments)
            become(run_id)
            return run_id

        monkeypatch.setattr(demo, "submit_job", submit_and_end)

    return decide


def test_the_demo_deploys_runs_asks_and_copies_the_artifacts(
    aws: FakeAws, tailor: Tailor, ended: Callable, tmp_path: Path
) -> None:
    aws.answers = {BASE_MODEL: "Hm.", DEPLOYMENT: "queue: billing"}
    ended(lambda run_id: add_succeeded_run(aws, run_id))
    result = tailor("demo")
    assert result.exit_code == 0
    assert steps == ["made", "started", "synth", "bootstrap", "deploy", "stopped"]
    assert os.environ["AWS_ENDPOINT_URL"] == ENDPOINT
    assert "queue: billing" in result.stdout
    (run_record,) = tmp_path.glob("demo/*/run.json")
    assert str(run_record.parent) in result.stdout


def test_the_demo_says_at_both_ends_that_it_is_no_proof_for_aws(
    aws: FakeAws, tailor: Tailor, ended: Callable
) -> None:
    aws.answers = {BASE_MODEL: "Hm.", DEPLOYMENT: "queue: billing"}
    ended(lambda run_id: add_succeeded_run(aws, run_id))
    result = tailor("demo")
    assert "no proof" in result.stdout.replace("\n", " ")
    assert "no proof" in result.stderr.replace("\n", " ")


def test_a_run_that_fails_fails_the_demo_and_the_account_is_stopped(
    aws: FakeAws, tailor: Tailor, ended: Callable
) -> None:
    ended(lambda run_id: add_failed_run(aws, "TLR-301: the job failed", run_id))
    result = tailor("demo")
    assert result.exit_code == 1
    assert "TLR-301: the job failed" in result.stdout
    assert "engine.log" in result.stderr
    assert steps[-1] == "stopped"


def test_a_model_that_does_not_answer_fails_the_demo(
    aws: FakeAws, tailor: Tailor, ended: Callable
) -> None:
    aws.answers = {BASE_MODEL: "Hm."}
    ended(lambda run_id: add_succeeded_run(aws, run_id))
    assert tailor("demo").exit_code == 1


def test_a_deployment_that_fails_ends_the_demo_with_its_output(
    tailor: Tailor, ended: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DemoFailed("cdk synth ended with status 1", why="the end of its output:\nboom")

    monkeypatch.setattr(demo, "run_cdk", fail)
    result = tailor("demo")
    assert result.exit_code == 1
    assert "boom" in result.stderr
    assert steps[-1] == "stopped"


def test_an_account_that_does_not_start_is_explained_by_its_log(
    tailor: Tailor, ended: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise EngineDidNotStart("the local account did not start:\nport in use")

    monkeypatch.setattr(FakeLocalAccount, "start", fail)
    result = tailor("demo")
    assert result.exit_code == 1
    assert "port in use" in result.stderr
    assert "engine.log" in result.stderr


def test_a_terminated_demo_takes_its_account_down(
    tailor: Tailor, ended: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "run_cdk", lambda *_, **__: handlers[signal.SIGTERM]())
    assert tailor("demo").exit_code == 143
    assert steps[-1] == "stopped"


def test_an_example_that_does_not_exist_starts_nothing(tailor: Tailor, ended: Callable) -> None:
    result = tailor("demo", "--example", "juggling")
    assert result.exit_code == 2
    assert "no example juggling" in result.stderr
    assert "fine-tuning" in result.stderr
    assert steps == []


def test_every_plan_is_understood() -> None:
    plans = list(demo.PROJECT.glob("examples/*/demo.toml"))
    assert plans
    assert all(demo._plan(path.parent).account for path in plans)


def test_the_examples_of_a_plan_run_one_after_the_other_in_one_account(
    aws: FakeAws, tailor: Tailor, ended: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "_plan", lambda _: demo.Plan(then=("image-questions",)))
    aws.answers = {BASE_MODEL: "Hm.", DEPLOYMENT: "queue: billing"}
    ended(lambda run_id: add_succeeded_run(aws, run_id))
    assert tailor("demo").exit_code == 0
    assert [run.rpartition("-")[0] for run in aws.executions] == [
        "support-triage",
        "image-questions",
    ]
    assert steps.count("made") == 1
