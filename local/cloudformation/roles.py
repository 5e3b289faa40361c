"""AWS::IAM::Role: the permissions boundary."""

from local.cloudformation.resource_types import Provisioned, complete
from local.cloudformation.service_calls import call


def extend() -> None:
    complete("AWS::IAM::Role", _complete_role)


def _complete_role(role: Provisioned) -> None:
    name = role.physical_id
    if boundary := role.properties.get("PermissionsBoundary"):
        call("iam", "put_role_permissions_boundary", RoleName=name, PermissionsBoundary=boundary)
    elif role.is_dropped("PermissionsBoundary"):
        call("iam", "delete_role_permissions_boundary", RoleName=name)
