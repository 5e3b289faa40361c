"""AWS::CloudTrail::Trail, which ministack lacks."""

from typing import Any

from ministack.services import cloudtrail
from ministack.services.cloudformation import provisioners

from local.cloudformation.resource_types import Created, Properties, add_type, tag_map
from local.cloudformation.service_calls import call, call_if_present

_SETTINGS = {
    "CloudWatchLogsLogGroupArn": "",
    "CloudWatchLogsRoleArn": "",
    "EnableLogFileValidation": False,
    "IncludeGlobalServiceEvents": True,
    "IsMultiRegionTrail": False,
    "IsOrganizationTrail": False,
    "S3BucketName": "",
    "S3KeyPrefix": "",
    "SnsTopicName": "",
}
"""The properties that UpdateTrail takes, with what they are when the template leaves them out."""
_MANAGEMENT_EVENTS = {"ReadWriteType": "All", "IncludeManagementEvents": True}


def extend() -> None:
    add_type(
        "AWS::CloudTrail::Trail",
        create=_create,
        update=_update,
        delete=_delete,
        replacing=("TrailName",),
    )


def _create(logical_id: str, properties: Properties, stack_name: str) -> Created:
    name = properties.get("TrailName") or provisioners._physical_name(
        stack_name, logical_id, max_len=128
    )
    call("cloudtrail", "create_trail", Name=name, S3BucketName=properties["S3BucketName"])
    return _configure(name, properties)


def _update(name: str, _previous: Properties, properties: Properties, _stack_name: str) -> Created:
    return _configure(name, properties)


def _delete(name: str, _: Properties) -> None:
    call_if_present("cloudtrail", "delete_trail", Name=name)


def _configure(name: str, properties: Properties) -> Created:
    settings = {key: properties.get(key, default) for key, default in _SETTINGS.items()}
    key_id = properties.get("KMSKeyId", "")
    arn = call("cloudtrail", "update_trail", Name=name, KmsKeyId=key_id, **settings)["TrailARN"]
    call("cloudtrail", "put_event_selectors", TrailName=name, **_selectors(properties))
    is_logging = str(properties.get("IsLogging", True)).lower() == "true"
    call("cloudtrail", "start_logging" if is_logging else "stop_logging", Name=name)
    cloudtrail._trail_tags[arn] = tag_map(properties)
    return name, {"Arn": arn}


def _selectors(properties: Properties) -> dict[str, Any]:
    """CDK writes an empty list where the trail is to record management events only."""
    if "AdvancedEventSelectors" in properties:
        return {"AdvancedEventSelectors": properties["AdvancedEventSelectors"]}
    return {"EventSelectors": properties.get("EventSelectors") or [_MANAGEMENT_EVENTS]}
