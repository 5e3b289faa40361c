"""The members of an operation's input, gathered from path, query, headers and body."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel, Shape, StructureShape
from botocore.utils import parse_timestamp

from local.bedrock.errors import SerializationException, ValidationException
from local.bedrock.rest_json.constraints import assert_valid

Request = dict[str, Any]


def read_request(
    operation: OperationModel,
    labels: Mapping[str, str],
    query: Mapping[str, Any],
    headers: Mapping[str, str],
    body: bytes,
) -> Request:
    shape = operation.input_shape
    if not isinstance(shape, StructureShape):
        return {}
    lower = {name.lower(): value for name, value in headers.items()}
    request = _body_members(shape, body)
    for name, member in shape.members.items():
        text = _text_of(member, labels, query, lower)
        if text is not None:
            request[name] = _value(member, name, text)
    assert_valid(shape, request)
    return request


def _body_members(shape: StructureShape, body: bytes) -> Request:
    payload = shape.serialization.get("payload")
    if payload:
        return {payload: body}
    try:
        document = json.loads(body or b"{}")
    except ValueError as problem:
        raise SerializationException(f"The request body is not JSON: {problem}") from problem
    if not isinstance(document, dict):
        raise SerializationException("The request body is not a JSON object.")
    in_body = (name for name, each in shape.members.items() if "location" not in each.serialization)
    return {name: document[name] for name in in_body if document.get(name) is not None}


def _text_of(
    member: Shape, labels: Mapping[str, str], query: Mapping[str, Any], headers: Mapping[str, str]
) -> str | None:
    name = member.serialization.get("name", "")
    match member.serialization.get("location"):
        case "uri":
            return labels.get(name)
        case "querystring":
            found = query.get(name)
            return found[0] if isinstance(found, list) else found
        case "header":
            return headers.get(name.lower())
    return None


def _value(member: Shape, name: str, text: str) -> Any:
    try:
        match member.type_name:
            case "integer" | "long":
                return int(text)
            case "timestamp":
                return parse_timestamp(text)
            case "boolean":
                return {"true": True, "false": False}[text]
    except (ValueError, KeyError) as problem:
        raise ValidationException(f"'{text}' at '{name}' is not a {member.type_name}.") from problem
    return text
