"""Rules for what wakes the lifecycle: landed objects, events, the schedule, ended runs."""

from collections.abc import Iterator
from typing import Any

from lifecycle.landing import JOBS_PREFIX
from tests.stacks.deployment import Deployment

_LANDED, _DEAD_LETTERS = "lifecycle/LandedObjects", "lifecycle/DeadLetters"
_INTAKE = "lifecycle/Intake/Function"


def only_files_of_jobs_in_the_intake_bucket_start_a_run(deployment: Deployment) -> Iterator[str]:
    wanted = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": ["<foundation/IntakeBucket>"]},
            "object": {"key": [{"prefix": JOBS_PREFIX}]},
        },
    }
    for path, rule in deployment.of_type("AWS::Events::Rule"):
        from_storage = "aws.s3" in rule.get("EventPattern", {}).get("source", [])
        if from_storage and rule["EventPattern"] != wanted:
            yield f"{path}: {rule['EventPattern']}"


def landed_objects_have_settled_when_they_are_looked_at(deployment: Deployment) -> Iterator[str]:
    """Or the last file of a job would find the others unsettled, and nobody would ask again."""
    settle = int(deployment[_INTAKE]["Environment"]["Variables"]["SETTLE_SECONDS"])
    delay = deployment[_LANDED].get("DelaySeconds", 0)
    if delay <= settle:
        yield f"delivered after {delay} s, settled after {settle} s"


def a_message_stays_hidden_while_it_is_worked_on(deployment: Deployment) -> Iterator[str]:
    """Six times the function's time-out, as AWS Lambda advises."""
    hidden = deployment[_LANDED].get("VisibilityTimeout", 30)
    if hidden < 6 * deployment[_INTAKE]["Timeout"]:
        yield f"hidden for {hidden} s"


def a_poisonous_message_ends_in_the_dead_letters(deployment: Deployment) -> Iterator[str]:
    redrive = deployment[_LANDED].get("RedrivePolicy", {})
    if redrive.get("deadLetterTargetArn") != f"<{_DEAD_LETTERS}.Arn>":
        yield _LANDED
    two_weeks = 14 * 24 * 3600
    if deployment[_DEAD_LETTERS].get("MessageRetentionPeriod") != two_weeks:
        yield f"{_DEAD_LETTERS} forgets early"


def one_bad_message_does_not_hold_back_its_batch(deployment: Deployment) -> Iterator[str]:
    for path, mapping in deployment.of_type("AWS::Lambda::EventSourceMapping"):
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield path


def events_that_cannot_be_delivered_are_kept(deployment: Deployment) -> Iterator[str]:
    for path, target in _targets(deployment):
        if target.get("DeadLetterConfig") != {"Arn": f"<{_DEAD_LETTERS}.Arn>"}:
            yield path


def waits_are_settled_every_minute_and_on_every_job_event(deployment: Deployment) -> Iterator[str]:
    settle = "<lifecycle/SettleWaits/Function.Arn>"
    schedule, event = "lifecycle/Triggers/EveryMinute", "lifecycle/Triggers/JobChanged"
    if deployment[schedule].get("ScheduleExpression") != "rate(1 minute)":
        yield schedule
    wanted = {
        "source": ["aws.bedrock"],
        "detail-type": ["Model Customization Job State Change"],
    }
    if deployment[event].get("EventPattern") != wanted:
        yield event
    for path in (schedule, event):
        if _enabled_targets(deployment, path) != [settle]:
            yield path


def every_end_of_a_run_is_announced(deployment: Deployment) -> Iterator[str]:
    ended = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
    yield from _follows(deployment, "RunEnded", ended, "<lifecycle/AnnounceRun/Function.Arn>")


def a_run_that_cannot_release_itself_is_released(deployment: Deployment) -> Iterator[str]:
    release = "<lifecycle/ReleaseProvisioning/Function.Arn>"
    yield from _follows(deployment, "RunCutShort", {"TIMED_OUT", "ABORTED"}, release)


def _follows(deployment: Deployment, rule: str, statuses: set[str], target: str) -> Iterator[str]:
    path = f"lifecycle/Triggers/{rule}"
    pattern = deployment[path]["EventPattern"]
    detail = pattern["detail"]
    if pattern["source"] != ["aws.states"] or set(detail["status"]) != statuses:
        yield f"{path}: {pattern}"
    if detail["stateMachineArn"] != ["<lifecycle/Machine/StateMachine>"]:
        yield f"{path}: any state machine"
    if _enabled_targets(deployment, path) != [target]:
        yield f"{path}: {_enabled_targets(deployment, path)}"


def _targets(deployment: Deployment) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, rule in deployment.of_type("AWS::Events::Rule"):
        for target in rule["Targets"]:
            yield path, target


def _enabled_targets(deployment: Deployment, path: str) -> list[str]:
    if deployment[path].get("State") != "ENABLED":
        return []
    return [target["Arn"] for target in deployment[path]["Targets"]]
