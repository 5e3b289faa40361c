"""What the emulated service needs from the account it lives in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Surroundings:
    s3_as: Callable[[str], Any]
    """Role ARN -> boto3 S3 client acting as that role, IAM enforced."""
    lambda_as: Callable[[str], Any]
    """Role ARN -> boto3 Lambda client acting as that role, IAM enforced."""
    role_allows: Callable[[str, str, str], bool]
    """Whether the role may do this action on that resource, for what it is not asked to do here."""
    s3_of: Callable[[str], Any]
    """Access key id of a caller -> boto3 S3 client with the caller's permissions."""
    trust_policy: Callable[[str], dict[str, Any] | None]
    """Role ARN -> its trust policy document, None if there is no such role."""
    emit: Callable[[str, dict[str, Any], list[str]], None]
    """Detail type, detail and resources of an event of source aws.bedrock."""
    kill_caller: Callable[[str], None]
    """Access key id of the caller: kills its Lambda environment."""
