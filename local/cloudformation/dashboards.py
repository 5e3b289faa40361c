"""AWS::CloudWatch::Dashboard: tags."""

from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import cloudwatch

from local.cloudformation.resource_types import Provisioned, complete, tag_map, tag_with_stack

_TYPE = "AWS::CloudWatch::Dashboard"


def extend() -> None:
    _let_dashboards_be_tagged()
    tag_with_stack(_TYPE)
    complete(_TYPE, _complete_dashboard)


def _complete_dashboard(dashboard: Provisioned) -> None:
    arn = f"{_arn_prefix()}{dashboard.physical_id}"
    cloudwatch._resource_tags[arn] = tag_map(dashboard.properties)


def _let_dashboards_be_tagged() -> None:
    """ministack's tag operations take alarms only."""
    refusal_of = cloudwatch._validate_alarm_tag_arn

    def refusal(arn: str, **protocol: bool) -> Any:
        is_dashboard = arn.removeprefix(_arn_prefix()) in cloudwatch._dashboards
        return None if is_dashboard else refusal_of(arn, **protocol)

    cloudwatch._validate_alarm_tag_arn = refusal


def _arn_prefix() -> str:
    return f"arn:aws:cloudwatch::{get_account_id()}:dashboard/"
