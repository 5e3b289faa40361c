"""Results and errors as HTTP responses, serialized through the operation's output shape."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from botocore.model import (
    ListShape,
    MapShape,
    NoShapeFoundError,
    OperationModel,
    ServiceModel,
    Shape,
    StructureShape,
)

from local.bedrock.errors import ServiceError

Response = tuple[int, dict[str, str], bytes]


def success(operation: OperationModel, output: Mapping[str, Any]) -> Response:
    status, headers = operation.http.get("responseCode", 200), _headers()
    shape = operation.output_shape
    if not isinstance(shape, StructureShape):
        return status, headers, b""
    for name, member in shape.members.items():
        if member.serialization.get("location") == "header" and name in output:
            headers[member.serialization["name"]] = output[name]
    payload = shape.serialization.get("payload")
    if payload:
        return status, headers, output[payload]
    return status, headers, json.dumps(_document(shape, output)).encode()


def failure(model: ServiceModel, error: ServiceError) -> Response:
    headers = _headers() | {"x-amzn-ErrorType": error.code}
    body = {"__type": error.code, "message": error.message}
    return _status(model, error), headers, json.dumps(body).encode()


def _headers() -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "x-amzn-RequestId": str(uuid4()),
        "x-tailor-local": "stand-in",
    }


def _status(model: ServiceModel, error: ServiceError) -> int:
    try:
        modelled: dict[str, Any] = model.shape_for(error.code).metadata["error"]
    except NoShapeFoundError:
        return error.unmodelled_status
    return int(modelled["httpStatusCode"])


def _document(shape: Shape, value: Any) -> Any:
    """What the shape does not know is left out."""
    if isinstance(shape, StructureShape):
        given = {name: value[name] for name in shape.members if value.get(name) is not None}
        return {name: _document(shape.members[name], member) for name, member in given.items()}
    if isinstance(shape, ListShape):
        return [_document(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: _document(shape.value, item) for key, item in value.items()}
    if isinstance(value, datetime):
        return timestamp(value)
    return value


def timestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
