"""What a command says when it cannot do its work. Codes of the pipeline itself are in lifecycle."""

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
)

from lifecycle.errors import TailorError
from lifecycle.refusal import error_code, error_message

FAILED, UNUSABLE = 1, 2
"""Exit statuses: the work itself failed; it could not begin."""
INTERRUPTED, TERMINATED = 130, 143
"""Exit statuses of a shell: 128 and the number of SIGINT or SIGTERM."""


class CommandError(TailorError):
    """The work could not even begin: wrong usage, nothing found, no access."""

    code = "TLR-700"


class NotDeployed(CommandError):
    code = "TLR-701"


class NoAccess(CommandError):
    code = "TLR-702"


class RunNotFound(CommandError):
    code = "TLR-703"


class FileUnreadable(CommandError):
    code = "TLR-704"


class DemoFailed(TailorError):
    code = "TLR-710"


def exit_status(error: TailorError) -> int:
    return UNUSABLE if isinstance(error, CommandError) else FAILED


def no_access(error: ClientError | BotoCoreError | Boto3Error) -> NoAccess:
    """What AWS, or the way to it, refused, and what to do about it."""
    if isinstance(error, NoCredentialsError):
        return NoAccess(
            "no AWS credentials were found",
            fix="set AWS_PROFILE, or log in with `aws sso login`; for a laptop: `tailor local`",
        )
    if isinstance(error, NoRegionError):
        return NoAccess("no AWS region is set", fix="export AWS_REGION=us-east-1")
    if isinstance(error, EndpointConnectionError):
        return NoAccess(str(error), fix="check AWS_ENDPOINT_URL; is `tailor local` still running?")
    if isinstance(error, (BotoCoreError, Boto3Error)):
        return NoAccess(str(error), fix="check the AWS profile and log in again")
    return NoAccess(
        f"AWS refused {error.operation_name} with {error_code(error)}: {error_message(error)}",
        fix="check with `aws sts get-caller-identity` who you are, and what that role may do",
    )
