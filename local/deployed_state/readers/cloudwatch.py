"""Alarms and dashboards."""

from typing import Any

from local.deployed_state.resource import AbsentError, Properties, Resource, key_values

_NOT_PROPERTIES = {"AlarmArn", "StateReason", "StateReasonData", "StateValue"}


def metric_alarm(resource: Resource) -> Properties:
    found = _alarm(resource, "MetricAlarm")
    return {**dict.fromkeys(_METRIC_ALARM_OPTIONS), **found}


def composite_alarm(resource: Resource) -> Properties:
    found = _alarm(resource, "CompositeAlarm")
    return {**dict.fromkeys(_COMPOSITE_ALARM_OPTIONS), **found}


_METRIC_ALARM_OPTIONS = (
    "AlarmDescription",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "ExtendedStatistic",
    "MetricName",
    "Metrics",
    "Namespace",
    "Period",
    "Statistic",
    "Threshold",
    "ThresholdMetricId",
    "TreatMissingData",
    "Unit",
)
_COMPOSITE_ALARM_OPTIONS = (
    "ActionsSuppressor",
    "ActionsSuppressorExtensionPeriod",
    "ActionsSuppressorWaitPeriod",
    "AlarmDescription",
)


def _alarm(resource: Resource, alarm_type: str) -> dict[str, Any]:
    cloudwatch, name = resource.client("cloudwatch"), resource.physical_id
    answer = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=[alarm_type])
    alarms = answer.get(f"{alarm_type}s", [])
    if not alarms:
        raise AbsentError(name)
    tags = cloudwatch.list_tags_for_resource(ResourceARN=alarms[0]["AlarmArn"])["Tags"]
    properties = {key: value for key, value in alarms[0].items() if key not in _NOT_PROPERTIES}
    return {**properties, "Tags": resource.tags(key_values(tags))}


def dashboard(resource: Resource) -> Properties:
    cloudwatch, name = resource.client("cloudwatch"), resource.physical_id
    found = cloudwatch.get_dashboard(DashboardName=name)
    tags = cloudwatch.list_tags_for_resource(ResourceARN=found["DashboardArn"])["Tags"]
    return {
        "DashboardName": found["DashboardName"],
        "DashboardBody": found["DashboardBody"],
        "Tags": resource.tags(key_values(tags)),
    }
