"""Runs as they lie in an account: histories of the states, and documents in the output bucket."""

from datetime import timedelta
from typing import Any

from lifecycle import documents
from lifecycle.request import DeploymentMode, Technique
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.run.customized import ChosenModel
from lifecycle.run.failed import FailureRecord
from lifecycle.run.landed import ObjectVersion
from lifecycle.run.prepared import PreparedData, PreparedFile
from lifecycle.run.published import RunRecord
from lifecycle.trial import (
    CurvePoint,
    Learning,
    Measure,
    ModelFate,
    Trial,
    TrialMetrics,
    TrialOutcome,
    Verdict,
)
from tests.cli.fake_aws import MACHINE, OUTPUT, START, FakeAws

RUN = "triage-0123456789abcdef"
BASE_MODEL = "amazon.nova-micro-v1:0"
DEPLOYMENT = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/0123456789ab"
MODEL = "arn:aws:bedrock:us-east-1:111122223333:custom-model/m/1"
JOB = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/j/1"


class History:
    """Writes the events of an execution, a second apart."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def event(self, kind: str, previous: int = 0, **details: Any) -> int:
        number = len(self.events) + 1
        at = START + timedelta(seconds=number)
        event = {"id": number, "type": kind, "timestamp": at, "previousEventId": previous}
        self.events.append({**event, **details})
        return number

    def enter(self, name: str, kind: str = "Task", previous: int = 0) -> int:
        return self.event(f"{kind}StateEntered", previous, stateEnteredEventDetails={"name": name})

    def leave(self, name: str, kind: str = "Task", previous: int = 0) -> int:
        return self.event(f"{kind}StateExited", previous, stateExitedEventDetails={"name": name})

    def attempt(self, error: str | None = None, previous: int = 0) -> None:
        scheduled = self.event(
            "TaskScheduled", previous, taskScheduledEventDetails={"resource": ""}
        )
        if error:
            details = {"error": error, "cause": "because"}
            self.event("TaskFailed", scheduled, taskFailedEventDetails=details)
        else:
            self.event("TaskSucceeded", scheduled, taskSucceededEventDetails={"resource": ""})

    def visit(self, name: str, error: str | None = None) -> None:
        self.enter(name)
        self.attempt(error)
        self.leave(name)


def add_run(aws: FakeAws, history: History, status: str, run: str = RUN, **execution: Any) -> None:
    stopped = {} if status == "RUNNING" else {"stopDate": START + timedelta(seconds=90)}
    aws.executions[run] = {
        "status": status,
        "executionArn": MACHINE.replace("stateMachine", "execution") + f":{run}",
        **stopped,
        **execution,
    }
    aws.histories[run] = history.events


def add_succeeded_run(aws: FakeAws, run: str = RUN) -> None:
    history = History()
    for name in ("Accept request", "Prepare data", "Publish run"):
        history.visit(name)
    add_run(aws, history, "SUCCEEDED", run)
    aws.put_document(documents.chosen_model(run), chosen_model(run))
    aws.put_document(documents.trial_metrics(run, 0), metrics(run))
    aws.put_document(documents.run_record(run), record(run))
    test_set = b"".join(_conversation(f"Question {n}?", f"Answer {n}") for n in range(5))
    aws.objects[f"{OUTPUT}/{documents.prepared_file(run, 'test')}"] = [test_set]


def add_failed_run(aws: FakeAws, reason: str, run: str = RUN) -> None:
    history = History()
    history.visit("Accept request")
    history.visit("Prepare data", error="DatasetRejected")
    add_run(aws, history, "FAILED", run)
    aws.put_document(
        documents.failure_record(run), FailureRecord(run, "DatasetRejected", reason, "now")
    )


def metrics(run: str = RUN) -> TrialMetrics:
    training = tuple(CurvePoint(step, 1, 3.0 / step) for step in range(1, 41))
    validation = (CurvePoint(20, 1, 0.4), CurvePoint(40, 2, 0.25))
    return TrialMetrics(run, 0, JOB, MODEL, training, validation)


def chosen_model(run: str = RUN) -> ChosenModel:
    verdict = Verdict(Learning.LEARNING, "validation loss is best at the end, 0.2500")
    only = TrialOutcome(0, {}, 0.075, 0.25, verdict, MODEL, ModelFate.CHOSEN)
    return ChosenModel(
        run, 0, MODEL, JOB, Measure.LOSS, 0.25, verdict, "the only trial", trials=(only,)
    )


def swept_model(run: str = RUN) -> ChosenModel:
    """Of three trials the last was chosen; one failed, one over-fitted."""
    over_fit = Verdict(Learning.OVER_FITTING, "validation loss rose", "epoch 1 was the best")
    learning = Verdict(Learning.LEARNING, "validation loss is best at the end")
    failed = Verdict(Learning.UNKNOWN, "the trial failed")
    same = {"learningRateWarmupSteps": "10"}
    trials = (
        TrialOutcome(
            0, {"epochCount": "1", **same}, None, None, failed, "", ModelFate.NONE, "full"
        ),
        TrialOutcome(1, {"epochCount": "5", **same}, 0.1, 0.9, over_fit, "m/1", ModelFate.DELETED),
        TrialOutcome(2, {"epochCount": "2", **same}, 0.2, 0.3, learning, MODEL, ModelFate.CHOSEN),
    )
    return ChosenModel(
        run, 2, MODEL, JOB, Measure.LOSS, 0.3, learning, "the lowest validation loss", trials
    )


def accepted(
    run: str = RUN, deployment_mode: DeploymentMode = DeploymentMode.ON_DEMAND
) -> AcceptedRequest:
    version = ObjectVersion("jobs/triage/train.jsonl", "v1", '"e"', 10)
    return AcceptedRequest(
        run_id=run,
        job_name="triage",
        technique=Technique.FINE_TUNING,
        customization_type="FINE_TUNING",
        base_model=f"{BASE_MODEL}:128k",
        invoke_model=BASE_MODEL,
        deployment_mode=deployment_mode,
        with_validation=True,
        manifest=version,
        training=version,
        validation=None,
        test=version,
        trials=(Trial(0, {}),),
    )


def record(run: str = RUN) -> RunRecord:
    files = {
        split: PreparedFile(documents.prepared_file(run, split), 5, 10, "0")
        for split in ("training", "validation", "test")
    }
    return RunRecord(
        run_id=run,
        job_name="triage",
        request=accepted(run),
        data=PreparedData(run, **files),
        model=chosen_model(run),
        serving_arn=DEPLOYMENT,
        live_parameter="/tailor/dev/live/triage",
        published_at="2026-11-20T12:01:30+00:00",
    )


def _conversation(prompt: str, answer: str) -> bytes:
    return (
        '{"system": [{"text": "Answer briefly."}], "messages": ['
        f'{{"role": "user", "content": [{{"text": "{prompt}"}}]}}, '
        f'{{"role": "assistant", "content": [{{"text": "{answer}"}}]}}]}}\n'
    ).encode()
