"""Alarms, their topic and the dashboard."""

from aws_cdk.assertions import Template

from stacks.monitoring_stack import SETTLING_SLACK, runbook_section
from tests.stacks.deployment import Deployment


def test_an_alarm_says_when_it_is_over(dev: Deployment) -> None:
    for path, alarm in dev.of_type("AWS::CloudWatch::Alarm"):
        assert alarm["OKActions"] == alarm["AlarmActions"], path


def test_a_schedule_that_misses_ten_minutes_is_an_alarm(dev: Deployment) -> None:
    alarm = dev["monitoring/SweepsAlarm"]
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (300, 2)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)


def test_one_dead_letter_is_an_alarm(dev: Deployment) -> None:
    alarm = dev["monitoring/DeadLettersAlarm"]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "GreaterThanOrEqualToThreshold",
        1,
    )
    assert alarm["Statistic"] == "Maximum"


def test_a_wait_that_outlives_its_deadline_is_an_alarm(dev: Deployment) -> None:
    assert dev["monitoring/OverdueWaitAlarm"]["Threshold"] == SETTLING_SLACK.to_seconds()


def test_there_is_one_dashboard(monitoring: Template) -> None:
    monitoring.resource_count_is("AWS::CloudWatch::Dashboard", 1)


def test_alarms_of_functions_share_a_section_of_the_runbook() -> None:
    assert runbook_section("IntakeErrors") == "function-errors"
    assert runbook_section("PrepareDataThrottles") == "function-throttles"


def test_every_other_alarm_has_a_section_of_its_own() -> None:
    assert runbook_section("ExecutionsTimedOut") == "executions-timed-out"
