"""What the members of a request for a customization job must be, whatever the technique."""

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.errors import ValidationException
from local.bedrock.rest_json.requests import Request


def validation_uris(request: Request) -> list[str]:
    return [each["s3Uri"] for each in request.get("validationDataConfig", {}).get("validators", [])]


def assert_trains_on_a_file(request: Request) -> None:
    if "s3Uri" not in request["trainingDataConfig"]:
        raise ValidationException(
            f"trainingDataConfig.s3Uri is required for {request['customizationType']}."
        )


def assert_takes_validation_data(request: Request, rules: CustomizationRules) -> None:
    if validation_uris(request) and not rules.takes_validation_data:
        raise ValidationException(
            f"Model {request['baseModelIdentifier']} does not support a validation dataset for "
            f"{request['customizationType']}."
        )


def assert_has_no(member: str, request: Request) -> None:
    if member in request:
        raise ValidationException(f"{member} is not valid for {request['customizationType']}.")


def log_prefix(request: Request) -> str | None:
    """Of the invocation logs to train on, if those were asked for."""
    logs: Request | None = request["trainingDataConfig"].get("invocationLogsConfig")
    return str(logs["invocationLogSource"]["s3Uri"]) if logs else None


def configured(member: str, request: Request) -> Request:
    """That member of customizationConfig."""
    configuration: Request = request.get("customizationConfig", {})
    if member not in configuration:
        raise ValidationException(
            f"customizationConfig.{member} is required for {request['customizationType']}."
        )
    found: Request = configuration[member]
    return found
