"""Turns botocore's many errors into the few names that the state machine retries or reports."""

from botocore.exceptions import BotoCoreError, ClientError

from lifecycle.errors import (
    AccessRefused,
    QuotaReached,
    RoleNotAssumable,
    ServiceRefused,
    TailorError,
    TransientServiceError,
)
from lifecycle.refusal import error_code, error_message

_TRANSIENT = {
    "ThrottlingException",
    "Throttling",
    "TooManyRequestsException",
    "RequestLimitExceeded",
    "ProvisionedThroughputExceededException",
    "SlowDown",
    "RequestTimeout",
    "InternalServerException",
    "InternalServerError",
    "ServiceUnavailableException",
    "ModelNotReadyException",
    # Something is still using the resource: true a moment later, most often.
    "ConflictException",
    "ResourceInUseException",
}
_DENIED = {"AccessDeniedException", "AccessDenied", "UnauthorizedOperation"}
# A validation error by its code: how Bedrock reports a role that IAM has not spread yet, too.
_ROLE_NOT_ASSUMABLE = "Could not assume provided IAM role"


def translated(error: ClientError | BotoCoreError) -> TailorError:
    if isinstance(error, BotoCoreError):
        return TransientServiceError(f"the connection to AWS failed: {error}")
    code, operation = error_code(error), error.operation_name
    message = error_message(error)
    what = f"{operation} was refused with {code}: {message}"
    if code == "ServiceQuotaExceededException":
        return QuotaReached(what, fix="wait for other jobs to end, or ask for a higher quota")
    if code in _DENIED:
        return AccessRefused(
            what, fix="grant the action to the role named above, and look for an SCP that denies it"
        )
    if _ROLE_NOT_ASSUMABLE in message:
        return RoleNotAssumable(what, fix="compare the role's trust policy with the access stack")
    if code in _TRANSIENT or _status(error) >= 500:
        return TransientServiceError(what)
    return ServiceRefused(what, fix="the message is the service's own; correct the request")


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
