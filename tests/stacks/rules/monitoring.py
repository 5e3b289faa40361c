"""Rules for alarms, the runbook, the dashboard and tags."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.stacks.deployment import Deployment

_ROOT = Path(__file__).parents[3]
_TAGGED = {
    "AWS::CloudWatch::Alarm",
    "AWS::DynamoDB::Table",
    "AWS::Events::Rule",
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::StepFunctions::StateMachine",
}

Metric = tuple[str, str, frozenset[tuple[str, str]]]


def alarms_tell_somebody(deployment: Deployment) -> Iterator[str]:
    topics = {f"<{path}>" for path, _ in deployment.of_type("AWS::SNS::Topic")}
    for path, alarm in deployment.of_type("AWS::CloudWatch::Alarm"):
        told = alarm.get("AlarmActions", [])
        if not told or not topics.issuperset(told) or alarm.get("ActionsEnabled", True) is not True:
            yield path


def alarms_point_to_their_section_of_the_runbook(deployment: Deployment) -> Iterator[str]:
    runbook = (_ROOT / "docs" / "runbook.md").read_text("utf-8")
    sections = {
        heading.strip().lower().replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", runbook, re.MULTILINE)
    }
    for path, alarm in deployment.of_type("AWS::CloudWatch::Alarm"):
        named = re.search(r"docs/runbook\.md#([a-z-]+)$", alarm.get("AlarmDescription", ""))
        if named is None or named[1] not in sections:
            yield f"{path}: {alarm.get('AlarmDescription')}"


def silence_is_an_alarm_only_where_something_must_be_heard(
    deployment: Deployment,
) -> Iterator[str]:
    for path, alarm in deployment.of_type("AWS::CloudWatch::Alarm"):
        must_be_heard = alarm["ComparisonOperator"].startswith("LessThan")
        wanted = "breaching" if must_be_heard else "notBreaching"
        if alarm.get("TreatMissingData") != wanted:
            yield f"{path}: {alarm.get('TreatMissingData')}"


def every_way_to_go_wrong_has_an_alarm(deployment: Deployment) -> Iterator[str]:
    alarmed = {_metric(alarm) for _, alarm in deployment.of_type("AWS::CloudWatch::Alarm")}
    for metric in sorted(_ways_to_go_wrong(deployment) - alarmed, key=str):
        yield str(metric)


def _ways_to_go_wrong(deployment: Deployment) -> set[Metric]:
    machine = frozenset({("StateMachineArn", "<lifecycle/Machine/StateMachine>")})
    dead_letters = frozenset({("QueueName", "<lifecycle/DeadLetters.QueueName>")})
    ours = _own_namespace(deployment)
    functions = {
        (
            "AWS/Lambda",
            name,
            frozenset({("FunctionName", function.get("FunctionName", f"<{path}>"))}),
        )
        for path, _, function in deployment.functions()
        for name in ("Errors", "Throttles")
    }
    return functions | {
        ("AWS/States", "ExecutionsFailed", machine),
        ("AWS/States", "ExecutionsTimedOut", machine),
        ("AWS/States", "ExecutionsAborted", machine),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", dead_letters),
        (ours, "OverdueWait", frozenset()),
        (ours, "Sweeps", frozenset()),
    }


def alarms_watch_metrics_that_settle_waits_publishes(deployment: Deployment) -> Iterator[str]:
    source = (_ROOT / "lambdas" / "settle_waits.py").read_text("utf-8")
    published = set(re.findall(r'"MetricName": "(\w+)"', source))
    for path, alarm in deployment.of_type("AWS::CloudWatch::Alarm"):
        ours = not alarm["Namespace"].startswith("AWS/")
        known = alarm["Namespace"] == _own_namespace(deployment)
        if ours and not (known and alarm["MetricName"] in published):
            yield f"{path}: {alarm['Namespace']} {alarm['MetricName']}"


def _own_namespace(deployment: Deployment) -> str:
    settle_waits = deployment["lifecycle/SettleWaits/Function"]
    return str(settle_waits["Environment"]["Variables"]["METRIC_NAMESPACE"])


def the_dashboard_shows_what_alarms_watch(deployment: Deployment) -> Iterator[str]:
    shown = {
        _shown(line)
        for _, dashboard in deployment.of_type("AWS::CloudWatch::Dashboard")
        for widget in json.loads(dashboard["DashboardBody"])["widgets"]
        for line in widget["properties"]["metrics"]
    }
    for path, alarm in deployment.of_type("AWS::CloudWatch::Alarm"):
        if _metric(alarm) not in shown:
            yield path


def _metric(alarm: dict[str, Any]) -> Metric:
    dimensions = frozenset((d["Name"], d["Value"]) for d in alarm.get("Dimensions", []))
    return alarm["Namespace"], alarm["MetricName"], dimensions


def _shown(line: list[Any]) -> Metric:
    """Of a dashboard: namespace, name, then each dimension's name and value, then options."""
    namespace, name, *rest = (part for part in line if isinstance(part, str))
    return namespace, name, frozenset(zip(rest[::2], rest[1::2], strict=True))


def everything_that_can_be_tagged_names_project_and_stage(deployment: Deployment) -> Iterator[str]:
    for path, resource in deployment.resources.items():
        keys = {tag["Key"] for tag in resource.properties.get("Tags", [])}
        if resource.type in _TAGGED and not keys.issuperset({"project", "stage"}):
            yield path
