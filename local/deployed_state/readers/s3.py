"""Buckets and their policies."""

from typing import Any

from local.deployed_state.resource import Properties, Resource, key_values, optional


def bucket(resource: Resource) -> Properties:
    s3, name = resource.client("s3"), resource.physical_id
    s3.head_bucket(Bucket=name)
    lock = optional(s3.get_object_lock_configuration, Bucket=name).get("ObjectLockConfiguration")
    tagging = optional(s3.get_bucket_tagging, Bucket=name)
    return {
        "BucketName": name,
        "BucketEncryption": _encryption(s3, name),
        "LifecycleConfiguration": _lifecycle(s3, name),
        "LoggingConfiguration": _logging(s3, name),
        "NotificationConfiguration": _notifications(s3, name),
        "ObjectLockEnabled": bool(lock),
        "ObjectLockConfiguration": lock,
        "OwnershipControls": optional(s3.get_bucket_ownership_controls, Bucket=name).get(
            "OwnershipControls"
        ),
        "PublicAccessBlockConfiguration": optional(s3.get_public_access_block, Bucket=name).get(
            "PublicAccessBlockConfiguration"
        ),
        "Tags": resource.tags(key_values(tagging.get("TagSet", []))),
        "VersioningConfiguration": {"Status": s3.get_bucket_versioning(Bucket=name).get("Status")},
    }


def _encryption(s3: Any, name: str) -> Any:
    rules = optional(s3.get_bucket_encryption, Bucket=name).get(
        "ServerSideEncryptionConfiguration", {"Rules": []}
    )["Rules"]
    return {
        "ServerSideEncryptionConfiguration": [
            {
                "ServerSideEncryptionByDefault": rule.get("ApplyServerSideEncryptionByDefault"),
                "BucketKeyEnabled": rule.get("BucketKeyEnabled"),
            }
            for rule in rules
        ]
    }


def _lifecycle(s3: Any, name: str) -> Any:
    configuration = optional(s3.get_bucket_lifecycle_configuration, Bucket=name)
    return {"Rules": [_lifecycle_rule(rule) for rule in configuration.get("Rules", [])]}


def _lifecycle_rule(rule: dict[str, Any]) -> dict[str, Any]:
    conditions = rule.get("Filter", {})
    conditions = conditions.get("And", conditions)
    expiration = rule.get("Expiration", {})
    tags = conditions.get("Tags") or [conditions[key] for key in ("Tag",) if key in conditions]
    return {
        **rule,
        "Id": rule.get("ID"),
        "Prefix": conditions.get("Prefix"),
        "TagFilters": tags,
        "ObjectSizeGreaterThan": conditions.get("ObjectSizeGreaterThan"),
        "ObjectSizeLessThan": conditions.get("ObjectSizeLessThan"),
        "ExpirationInDays": expiration.get("Days"),
        "ExpirationDate": expiration.get("Date"),
        "ExpiredObjectDeleteMarker": expiration.get("ExpiredObjectDeleteMarker"),
        "NoncurrentVersionExpirationInDays": rule.get("NoncurrentVersionExpiration", {}).get(
            "NoncurrentDays"
        ),
        "Transitions": _transitions(rule, "Transitions", "Days"),
        "NoncurrentVersionTransitions": _transitions(
            rule, "NoncurrentVersionTransitions", "NoncurrentDays"
        ),
    }


def _transitions(rule: dict[str, Any], member: str, days: str) -> list[dict[str, Any]]:
    return [
        {**transition, "TransitionInDays": transition.get(days)}
        for transition in rule.get(member, [])
    ]


def _logging(s3: Any, name: str) -> Any:
    enabled = s3.get_bucket_logging(Bucket=name).get("LoggingEnabled")
    if enabled is None:
        return None
    return {
        **enabled,
        "DestinationBucketName": enabled["TargetBucket"],
        "LogFilePrefix": enabled.get("TargetPrefix"),
    }


def _notifications(s3: Any, name: str) -> Any:
    configuration = s3.get_bucket_notification_configuration(Bucket=name)
    return {
        "EventBridgeConfiguration": {
            "EventBridgeEnabled": "EventBridgeConfiguration" in configuration
        }
    }


def bucket_policy(resource: Resource) -> Properties:
    name = resource.expected["Bucket"]
    answer = resource.client("s3").get_bucket_policy(Bucket=name)
    return {"Bucket": name, "PolicyDocument": answer["Policy"]}
