"""AWS::S3::Bucket: encryption, lifecycle, object lock, logging, tags."""

from collections.abc import Mapping
from typing import Any

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from local.cloudformation.resource_types import (
    Properties,
    Provisioned,
    complete,
    tag_map,
    tag_with_stack,
)
from local.cloudformation.service_calls import call, call_if_present

_TYPE = "AWS::S3::Bucket"
_RULE_FILTERS = ("Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan")
_UNCHANGED_IN_RULES = ("Status", "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")


def extend() -> None:
    tag_with_stack(_TYPE)
    complete(_TYPE, _complete_bucket)
    provisioners._RESOURCE_HANDLERS[_TYPE]["delete"] = _delete


def _delete(name: str, _: Properties) -> None:
    """Through the API, which refuses to delete a bucket that holds objects."""
    call_if_present("s3", "delete_bucket", Bucket=name)


def _complete_bucket(bucket: Provisioned) -> None:
    name = bucket.physical_id
    s3._bucket_tags[name] = tag_map(bucket.properties)
    _set_versioning(bucket)
    _set_object_lock(bucket)
    if "BucketEncryption" in bucket.properties:
        _put_encryption(name, bucket.properties["BucketEncryption"])
    if "LifecycleConfiguration" in bucket.properties:
        _put_lifecycle(name, bucket.properties["LifecycleConfiguration"])
    if "OwnershipControls" in bucket.properties:
        controls = bucket.properties["OwnershipControls"]
        call("s3", "put_bucket_ownership_controls", Bucket=name, OwnershipControls=controls)
    _put_logging(name, bucket.properties.get("LoggingConfiguration"))
    _remove_dropped(bucket)


def _remove_dropped(bucket: Provisioned) -> None:
    for configuration, operation in (
        ("BucketEncryption", "delete_bucket_encryption"),
        ("LifecycleConfiguration", "delete_bucket_lifecycle"),
        ("OwnershipControls", "delete_bucket_ownership_controls"),
    ):
        if bucket.is_dropped(configuration):
            call("s3", operation, Bucket=bucket.physical_id)


def _set_versioning(bucket: Provisioned) -> None:
    configuration = bucket.properties.get("VersioningConfiguration")
    if bucket.is_dropped("VersioningConfiguration"):
        configuration = {"Status": "Suspended"}
    elif configuration is None and _is_locked(bucket.properties):
        configuration = {"Status": "Enabled"}
    if configuration is not None:
        call(
            "s3",
            "put_bucket_versioning",
            Bucket=bucket.physical_id,
            VersioningConfiguration=configuration,
        )


def _set_object_lock(bucket: Provisioned) -> None:
    """Object lock cannot be taken off again, so a dropped property changes nothing."""
    if not _is_locked(bucket.properties):
        return
    configuration = bucket.properties.get("ObjectLockConfiguration", {})
    call(
        "s3",
        "put_object_lock_configuration",
        Bucket=bucket.physical_id,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", **configuration},
    )


def _is_locked(properties: Properties) -> bool:
    return str(properties.get("ObjectLockEnabled", False)).lower() == "true"


def _put_encryption(name: str, encryption: Mapping[str, Any]) -> None:
    rules = [
        {
            **{key: value for key, value in rule.items() if key != "ServerSideEncryptionByDefault"},
            "ApplyServerSideEncryptionByDefault": rule.get("ServerSideEncryptionByDefault", {}),
        }
        for rule in encryption["ServerSideEncryptionConfiguration"]
    ]
    configuration = {"Rules": rules}
    call(
        "s3",
        "put_bucket_encryption",
        Bucket=name,
        ServerSideEncryptionConfiguration=configuration,
    )


def _put_logging(name: str, logging: Mapping[str, Any] | None) -> None:
    enabled = logging and {
        "TargetBucket": logging.get("DestinationBucketName", name),
        "TargetPrefix": logging.get("LogFilePrefix", ""),
    }
    status = {"LoggingEnabled": enabled} if enabled else {}
    call("s3", "put_bucket_logging", Bucket=name, BucketLoggingStatus=status)


def _put_lifecycle(name: str, lifecycle: Mapping[str, Any]) -> None:
    configuration = {"Rules": [_lifecycle_rule(rule) for rule in lifecycle["Rules"]]}
    call(
        "s3",
        "put_bucket_lifecycle_configuration",
        Bucket=name,
        LifecycleConfiguration=configuration,
    )


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    expiration = {
        "Days": rule.get("ExpirationInDays"),
        "Date": rule.get("ExpirationDate"),
        "ExpiredObjectDeleteMarker": rule.get("ExpiredObjectDeleteMarker"),
    }
    members = {
        **{key: rule.get(key) for key in _UNCHANGED_IN_RULES},
        "ID": rule.get("Id"),
        "Filter": _rule_filter(rule),
        "Expiration": _given(expiration),
        "Transitions": _transitions(rule, "Transitions", "Days"),
        "NoncurrentVersionTransitions": _transitions(
            rule, "NoncurrentVersionTransitions", "NoncurrentDays"
        ),
    }
    return {key: value for key, value in members.items() if value}


def _rule_filter(rule: Mapping[str, Any]) -> dict[str, Any]:
    conditions = _given({key: rule.get(key) for key in _RULE_FILTERS})
    tags = rule.get("TagFilters", [])
    if not tags and len(conditions) < 2:
        return conditions or {"Prefix": ""}
    return {"And": {**conditions, "Tags": tags}}


def _transitions(rule: Mapping[str, Any], member: str, days: str) -> list[dict[str, Any]]:
    return [
        {"StorageClass": transition["StorageClass"], days: transition["TransitionInDays"]}
        for transition in rule.get(member, [])
    ]


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value is not None}
