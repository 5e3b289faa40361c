"""Roles and policies."""

from typing import Any

from local.deployed_state.resource import AbsentError, Properties, Resource, key_values, optional


def role(resource: Resource) -> Properties:
    iam, name = resource.client("iam"), resource.physical_id
    found = iam.get_role(RoleName=name)["Role"]
    return {
        "RoleName": name,
        "Path": found["Path"],
        "Description": found.get("Description"),
        "MaxSessionDuration": found["MaxSessionDuration"],
        "AssumeRolePolicyDocument": found["AssumeRolePolicyDocument"],
        "ManagedPolicyArns": _attached_policies(resource, iam),
        "PermissionsBoundary": found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": [
            {
                "PolicyName": policy["PolicyName"],
                "PolicyDocument": _inline_policy(iam, name, policy["PolicyName"]),
            }
            for policy in resource.expected.get("Policies", [])
        ],
        "Tags": resource.tags(key_values(iam.list_role_tags(RoleName=name)["Tags"])),
    }


def _attached_policies(resource: Resource, iam: Any) -> list[str]:
    """Without those that the stack's own managed policies attached from their side."""
    attached = iam.list_attached_role_policies(RoleName=resource.physical_id)["AttachedPolicies"]
    elsewhere = set(resource.stack.physical_ids.values())
    wanted = resource.expected.get("ManagedPolicyArns", [])
    arns = [policy["PolicyArn"] for policy in attached]
    return [arn for arn in arns if arn in wanted or arn not in elsewhere]


def _inline_policy(iam: Any, role_name: str, policy_name: str) -> Any:
    answer = optional(iam.get_role_policy, RoleName=role_name, PolicyName=policy_name)
    return answer.get("PolicyDocument")


def policy(resource: Resource) -> Properties:
    iam, name = resource.client("iam"), resource.expected["PolicyName"]
    documents = {
        role_name: _inline_policy(iam, role_name, name)
        for role_name in resource.expected.get("Roles", [])
    }
    holders = [role_name for role_name, document in documents.items() if document is not None]
    if not holders:
        raise AbsentError(name)
    wanted = resource.expected["PolicyDocument"]
    return {
        "PolicyName": name,
        "PolicyDocument": next(
            (document for document in documents.values() if document not in (None, wanted)), wanted
        ),
        "Roles": holders,
    }


def managed_policy(resource: Resource) -> Properties:
    iam, arn = resource.client("iam"), resource.physical_id
    found = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])
    holders = iam.list_entities_for_policy(PolicyArn=arn, PolicyUsageFilter="PermissionsPolicy")
    return {
        "ManagedPolicyName": found["PolicyName"],
        "Path": found["Path"],
        "Description": found.get("Description"),
        "PolicyDocument": version["PolicyVersion"]["Document"],
        "Roles": [holder["RoleName"] for holder in holders["PolicyRoles"]],
    }
