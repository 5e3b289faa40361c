"""Keys and their aliases."""

from local.deployed_state.resource import AbsentError, Properties, Resource, key_values, optional


def key(resource: Resource) -> Properties:
    kms, key_id = resource.client("kms"), resource.physical_id
    metadata = kms.describe_key(KeyId=key_id)["KeyMetadata"]
    rotation = kms.get_key_rotation_status(KeyId=key_id)
    return {
        "Description": metadata["Description"],
        "Enabled": metadata["Enabled"],
        "EnableKeyRotation": rotation["KeyRotationEnabled"],
        "RotationPeriodInDays": rotation.get("RotationPeriodInDays"),
        "KeyPolicy": kms.get_key_policy(KeyId=key_id, PolicyName="default")["Policy"],
        "KeySpec": metadata["KeySpec"],
        "KeyUsage": metadata["KeyUsage"],
        "MultiRegion": metadata["MultiRegion"],
        "Origin": metadata["Origin"],
        "Tags": resource.tags(
            key_values(
                optional(kms.list_resource_tags, KeyId=key_id).get("Tags", []),
                "TagKey",
                "TagValue",
            )
        ),
    }


def alias(resource: Resource) -> Properties:
    pages = resource.client("kms").get_paginator("list_aliases").paginate()
    target = next(
        (
            entry["TargetKeyId"]
            for page in pages
            for entry in page["Aliases"]
            if entry["AliasName"] == resource.physical_id
        ),
        None,
    )
    if target is None:
        raise AbsentError(resource.physical_id)
    wanted = resource.expected["TargetKeyId"]
    return {
        "AliasName": resource.physical_id,
        "TargetKeyId": wanted if wanted.rpartition("/")[2] == target else target,
    }
