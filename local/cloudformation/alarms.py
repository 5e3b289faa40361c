"""AWS::CloudWatch::Alarm on metric math, and AWS::CloudWatch::CompositeAlarm."""

from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from local.cloudformation.resource_types import Created, Properties, add_type
from local.cloudformation.service_calls import call

_OF_ONE_METRIC = (
    "Dimensions",
    "ExtendedStatistic",
    "MetricName",
    "Namespace",
    "Period",
    "Statistic",
)
_COMPOSITE_PARAMETERS = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmRule",
    "InsufficientDataActions",
    "OKActions",
)
_SUPPRESSION = (
    "ActionsSuppressor",
    "ActionsSuppressorExtensionPeriod",
    "ActionsSuppressorWaitPeriod",
)


def extend() -> None:
    _accept_metric_math()
    add_type(
        "AWS::CloudWatch::CompositeAlarm",
        create=_create_composite_alarm,
        update=_update_composite_alarm,
        delete=_delete_composite_alarm,
        replacing=("AlarmName",),
    )


def _accept_metric_math() -> None:
    """ministack refuses `Metrics`; the alarm is held and described, but never evaluated."""
    record_of_one_metric = provisioners._cw_metric_alarm_record

    def record(name: str, properties: Properties) -> dict[str, Any]:
        if "Metrics" not in properties:
            alarm: dict[str, Any] = record_of_one_metric(name, properties)
            return alarm
        others = {key: value for key, value in properties.items() if key != "Metrics"}
        alarm = record_of_one_metric(name, {**others, "MetricName": "-", "Namespace": "-"})
        kept = {key: value for key, value in alarm.items() if key not in _OF_ONE_METRIC}
        return {**kept, "Metrics": properties["Metrics"]}

    provisioners._cw_metric_alarm_record = record


def _create_composite_alarm(logical_id: str, properties: Properties, stack_name: str) -> Created:
    name = properties.get("AlarmName") or provisioners._physical_name(
        stack_name, logical_id, max_len=255
    )
    return _put_composite_alarm(name, properties)


def _update_composite_alarm(
    name: str, _previous: Properties, properties: Properties, _stack_name: str
) -> Created:
    return _put_composite_alarm(name, properties)


def _put_composite_alarm(name: str, properties: Properties) -> Created:
    parameters = {key: properties[key] for key in _COMPOSITE_PARAMETERS if key in properties}
    call("cloudwatch", "put_composite_alarm", AlarmName=name, **parameters)
    suppression = {key: properties[key] for key in _SUPPRESSION if key in properties}
    cloudwatch._composite_alarms[name].update(suppression)
    cloudwatch.cloudformation_set_metric_alarm_tags(name, properties.get("Tags", []))
    return name, {"Arn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"}


def _delete_composite_alarm(name: str, _: Properties) -> None:
    call("cloudwatch", "delete_alarms", AlarmNames=[name])
