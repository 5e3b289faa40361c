"""Log groups and metric filters."""

from collections.abc import Iterable
from typing import Any

from local.deployed_state.resource import AbsentError, Properties, Resource, pascal_case


def log_group(resource: Resource) -> Properties:
    logs, name = resource.client("logs"), resource.physical_id
    answer = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    group = _named(answer, "logGroupName", name)
    tags = logs.list_tags_for_resource(resourceArn=group["arn"].removesuffix(":*"))["tags"]
    return {
        "LogGroupName": name,
        "LogGroupClass": group.get("logGroupClass"),
        "KmsKeyId": group.get("kmsKeyId"),
        "RetentionInDays": group.get("retentionInDays"),
        "Tags": resource.tags(tags),
    }


def metric_filter(resource: Resource) -> Properties:
    group = resource.expected["LogGroupName"]
    answer = resource.client("logs").describe_metric_filters(
        logGroupName=group, filterNamePrefix=resource.physical_id
    )
    found = _named(answer["metricFilters"], "filterName", resource.physical_id)
    return {
        "FilterName": found["filterName"],
        "FilterPattern": found["filterPattern"],
        "LogGroupName": group,
        "MetricTransformations": [
            _transformation(entry) for entry in found["metricTransformations"]
        ],
    }


def _transformation(entry: dict[str, Any]) -> dict[str, Any]:
    dimensions = [
        {"Key": key, "Value": value} for key, value in entry.get("dimensions", {}).items()
    ]
    transformation: dict[str, Any] = pascal_case(entry)
    return {**transformation, "Dimensions": dimensions}


def resource_policy(resource: Resource) -> Properties:
    answer = resource.client("logs").describe_resource_policies()
    found = _named(answer["resourcePolicies"], "policyName", resource.expected["PolicyName"])
    return {"PolicyName": found["policyName"], "PolicyDocument": found["policyDocument"]}


def _named(entries: Iterable[dict[str, Any]], key: str, name: str) -> dict[str, Any]:
    found = next((entry for entry in entries if entry[key] == name), None)
    if found is None:
        raise AbsentError(name)
    return found
