"""The errors that scheduled operation faults answer with."""

from local.bedrock.errors import (
    AccessDeniedException,
    InternalServerException,
    ServiceError,
    ServiceQuotaExceededException,
    ThrottlingException,
)
from local.bedrock.faults import OperationFault


def error_of(fault: OperationFault, operation: str) -> ServiceError:
    match fault.kind:
        case "throttle":
            return ThrottlingException("Too many requests, please wait before trying again.")
        case "access-denied":
            return AccessDeniedException(
                f"User is not authorized to perform: bedrock:{operation} (scheduled fault)"
            )
        case "quota":
            return ServiceQuotaExceededException(
                f"The quota for {operation} has been reached (scheduled fault)."
            )
    return InternalServerException("The service failed (scheduled fault). Try again.")
