"""The errors of the service, named as in its API."""

from typing import ClassVar


class ServiceError(Exception):
    """The class name is the error code."""

    unmodelled_status: ClassVar[int] = 400
    """HTTP status if the service's own model does not know the error."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        return type(self).__name__


class AccessDeniedException(ServiceError): ...


class ConflictException(ServiceError): ...


class InternalServerException(ServiceError): ...


class ModelNotReadyException(ServiceError): ...


class ResourceNotFoundException(ServiceError): ...


class SerializationException(ServiceError): ...


class ServiceQuotaExceededException(ServiceError): ...


class ThrottlingException(ServiceError): ...


class TooManyTagsException(ServiceError): ...


class UnknownOperationException(ServiceError):
    unmodelled_status = 404


class ValidationException(ServiceError): ...


class NotEmulated(ServiceError):
    """The real service can do this, the stand-in cannot."""

    unmodelled_status = 501
