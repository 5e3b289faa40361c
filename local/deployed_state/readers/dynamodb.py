"""Tables."""

from typing import Any

from local.deployed_state.resource import Properties, Resource, key_values


def table(resource: Resource) -> Properties:
    dynamodb, name = resource.client("dynamodb"), resource.physical_id
    description = dynamodb.describe_table(TableName=name)["Table"]
    tags = dynamodb.list_tags_of_resource(ResourceArn=description["TableArn"])["Tags"]
    return {
        "TableName": name,
        "AttributeDefinitions": description["AttributeDefinitions"],
        "BillingMode": description.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
        "DeletionProtectionEnabled": description.get("DeletionProtectionEnabled", False),
        "GlobalSecondaryIndexes": description.get("GlobalSecondaryIndexes"),
        "KeySchema": description["KeySchema"],
        "PointInTimeRecoverySpecification": _point_in_time_recovery(dynamodb, name),
        "ProvisionedThroughput": description.get("ProvisionedThroughput"),
        "SSESpecification": _encryption(description),
        "StreamSpecification": description.get("StreamSpecification"),
        "TableClass": description.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
        "Tags": resource.tags(key_values(tags)),
        "TimeToLiveSpecification": _time_to_live(dynamodb, name),
    }


def _encryption(description: dict[str, Any]) -> Any:
    encryption = description.get("SSEDescription")
    if encryption is None:
        return None
    return {
        "SSEEnabled": encryption["Status"] == "ENABLED",
        "SSEType": encryption.get("SSEType"),
        "KMSMasterKeyId": encryption.get("KMSMasterKeyArn"),
    }


def _point_in_time_recovery(dynamodb: Any, name: str) -> Any:
    recovery = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"][
        "PointInTimeRecoveryDescription"
    ]
    return {
        "PointInTimeRecoveryEnabled": recovery["PointInTimeRecoveryStatus"] == "ENABLED",
        "RecoveryPeriodInDays": recovery.get("RecoveryPeriodInDays"),
    }


def _time_to_live(dynamodb: Any, name: str) -> Any:
    time_to_live = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return {
        "Enabled": time_to_live["TimeToLiveStatus"] in ("ENABLED", "ENABLING"),
        "AttributeName": time_to_live.get("AttributeName"),
    }
