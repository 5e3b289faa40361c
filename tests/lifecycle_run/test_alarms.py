"""Each alarm, tested by feeding its metric, up to the message that somebody receives."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cdk import Cdk
from conftest import SETTINGS
from deployed import Deployed, waiting

from local.account import LocalAccount

SWEEPS = "SweepsAlarm"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, cdk: Cdk) -> Iterator[Deployed]:
    """An account of its own, without runs, where a minute of CloudWatch passes quickly."""
    settings = replace(SETTINGS, minute_seconds=0.4)
    with LocalAccount(tmp_path_factory.mktemp("watched"), settings) as account:
        cdk.deploy(account)
        yield Deployed(account)


@pytest.fixture(scope="module")
def alarms(watched: Deployed) -> dict[str, dict[str, Any]]:
    """By construct id."""
    cloudwatch = watched.account.client("cloudwatch")
    described = cloudwatch.describe_alarms()["MetricAlarms"]
    resources = watched.resources("monitoring")
    by_name = {alarm["AlarmName"]: alarm for alarm in described}
    return {
        logical[:-8]: by_name[physical]
        for logical, physical in resources.items()
        if physical in by_name
    }


@pytest.fixture(scope="module")
def inbox(watched: Deployed) -> str:
    """The URL of a queue that receives what the alarm topic publishes."""
    sqs, sns = watched.account.client("sqs"), watched.account.client("sns")
    url = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    queue_arn = arn["Attributes"]["QueueArn"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    topic = watched.outputs["AlarmTopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
    return str(url)


def test_an_alarm_rings_for_its_own_metric_and_no_other(
    watched: Deployed, alarms: dict[str, dict[str, Any]]
) -> None:
    _wait_for_silence(watched)
    _feed(watched, alarms["ExecutionsFailedAlarm"])
    for _ in waiting(30, "the alarm to ring"):
        if "ExecutionsFailedAlarm" in _ringing(watched, alarms):
            break
    assert _ringing(watched, alarms) == {"ExecutionsFailedAlarm"}


def test_every_alarm_reaches_its_topic(
    watched: Deployed, alarms: dict[str, dict[str, Any]], inbox: str
) -> None:
    _wait_for_silence(watched)
    for alarm in (alarm for name, alarm in alarms.items() if name != SWEEPS):
        _feed(watched, alarm)
    _stop_the_schedule(watched)
    expected = {alarm["AlarmName"] for alarm in alarms.values()}
    received: set[str] = set()
    for _ in waiting(60, "every alarm to arrive"):
        received |= _received(watched, inbox)
        if expected <= received:
            break
    assert expected <= received


def _wait_for_silence(watched: Deployed) -> None:
    """Until the first sweep, and for a while after a datapoint, an alarm rings as it should."""
    for _ in waiting(30, "the alarms to fall silent"):
        found = watched.account.client("cloudwatch").describe_alarms(StateValue="ALARM")
        if not found["MetricAlarms"]:
            return


def _feed(watched: Deployed, alarm: dict[str, Any]) -> None:
    watched.account.client("cloudwatch").put_metric_data(
        Namespace=alarm["Namespace"],
        MetricData=[
            {
                "MetricName": alarm["MetricName"],
                "Dimensions": alarm["Dimensions"],
                "Value": alarm["Threshold"] + 1,
            }
        ],
    )


def _stop_the_schedule(watched: Deployed) -> None:
    events = watched.account.client("events")
    (rule,) = (r for r in events.list_rules()["Rules"] if r.get("ScheduleExpression"))
    events.disable_rule(Name=rule["Name"])


def _ringing(watched: Deployed, alarms: dict[str, dict[str, Any]]) -> set[str]:
    found = watched.account.client("cloudwatch").describe_alarms(StateValue="ALARM")
    names = {alarm["AlarmName"] for alarm in found["MetricAlarms"]}
    return {construct for construct, alarm in alarms.items() if alarm["AlarmName"] in names}


def _received(watched: Deployed, inbox: str) -> set[str]:
    messages = watched.account.client("sqs").receive_message(
        QueueUrl=inbox, MaxNumberOfMessages=10, WaitTimeSeconds=1
    )
    notifications = [json.loads(m["Body"]) for m in messages.get("Messages", [])]
    changes = [json.loads(notification["Message"]) for notification in notifications]
    return {change["AlarmName"] for change in changes if change["NewStateValue"] == "ALARM"}
