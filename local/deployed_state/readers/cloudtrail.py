"""Trails."""

from typing import Any

from local.deployed_state.resource import Properties, Resource, key_values


def trail(resource: Resource) -> Properties:
    cloudtrail, name = resource.client("cloudtrail"), resource.physical_id
    found = cloudtrail.get_trail(Name=name)["Trail"]
    selectors = cloudtrail.get_event_selectors(TrailName=name)
    tags = cloudtrail.list_tags(ResourceIdList=[found["TrailARN"]])["ResourceTagList"]
    return {
        "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors"),
        "CloudWatchLogsLogGroupArn": found.get("CloudWatchLogsLogGroupArn"),
        "CloudWatchLogsRoleArn": found.get("CloudWatchLogsRoleArn"),
        "EnableLogFileValidation": found.get("LogFileValidationEnabled"),
        "EventSelectors": _event_selectors(resource, found, selectors),
        "IncludeGlobalServiceEvents": found.get("IncludeGlobalServiceEvents"),
        "IsLogging": cloudtrail.get_trail_status(Name=name)["IsLogging"],
        "IsMultiRegionTrail": found.get("IsMultiRegionTrail"),
        "IsOrganizationTrail": found.get("IsOrganizationTrail"),
        "KMSKeyId": found.get("KmsKeyId"),
        "S3BucketName": found["S3BucketName"],
        "S3KeyPrefix": found.get("S3KeyPrefix"),
        "SnsTopicName": found.get("SnsTopicName"),
        "Tags": resource.tags(key_values(tags[0]["TagsList"] if tags else [])),
        "TrailName": found["Name"],
    }


def _event_selectors(
    resource: Resource, found: dict[str, Any], selectors: dict[str, Any]
) -> list[dict[str, Any]]:
    """None, in the template's sense, when the trail has those that every trail starts with."""
    if not resource.expected.get("EventSelectors") and not found["HasCustomEventSelectors"]:
        return []
    chosen: list[dict[str, Any]] = selectors.get("EventSelectors", [])
    return chosen
