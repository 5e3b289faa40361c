"""Which of the few names each error of AWS gets."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from lambdas.service_errors import translated
from lifecycle.errors import (
    AccessRefused,
    QuotaReached,
    RoleNotAssumable,
    ServiceRefused,
    TransientServiceError,
)


def client_error(code: str, status: int = 400, message: str = "as the service says") -> ClientError:
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "CreateModelCustomizationJob")


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ServiceQuotaExceededException", 400, QuotaReached),
        ("AccessDeniedException", 403, AccessRefused),
        ("AccessDenied", 403, AccessRefused),
        ("ThrottlingException", 429, TransientServiceError),
        ("SlowDown", 503, TransientServiceError),
        ("ConflictException", 400, TransientServiceError),
        ("ModelNotReadyException", 429, TransientServiceError),
        ("SomethingNewException", 500, TransientServiceError),
        ("SomethingNewException", 503, TransientServiceError),
        ("ValidationException", 400, ServiceRefused),
        ("SomethingNewException", 400, ServiceRefused),
    ],
)
def test_a_code_and_its_status_give_one_name(code: str, status: int, kind: type) -> None:
    error = translated(client_error(code, status))
    assert type(error) is kind
    assert "CreateModelCustomizationJob" in str(error)
    assert code in str(error)
    assert "as the service says" in str(error)


def test_a_role_that_cannot_be_assumed_has_a_name_of_its_own() -> None:
    message = "Could not assume provided IAM role. Please verify the role and its trust policy"
    error = translated(client_error("ValidationException", message=message))
    assert type(error) is RoleNotAssumable


def test_an_endpoint_that_cannot_be_reached_is_transient() -> None:
    error = translated(EndpointConnectionError(endpoint_url="https://bedrock"))
    assert type(error) is TransientServiceError
