"""The Converse schema, which is Amazon Nova's own too: read as a question, written as an answer."""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from typing import Any

from local.bedrock.errors import ValidationException
from local.bedrock.inference.completion import MOST_TOKENS, Completion, Question
from local.bedrock.learning.images import ImageUnreadable, see
from local.bedrock.learning.prompts import Image
from local.bedrock.rest_json.constraints import assert_valid
from local.bedrock.rest_json.models import service_model
from local.bedrock.rest_json.requests import Request

MALFORMED = "Malformed input request, please reformat it."
ReadObject = Callable[[str], bytes]
"""The object at an S3 URI, read as the caller."""
_CONVERSE_REQUEST = service_model("bedrock-runtime").shape_for("ConverseRequest")


def question(request: Request, read_object: ReadObject) -> Question:
    messages = request.get("messages", [])
    if not messages or messages[0]["role"] != "user" or messages[-1]["role"] != "user":
        raise ValidationException("A conversation must start and end with a user message.")
    limits = request.get("inferenceConfig", {})
    return Question(
        system=tuple(_text([block]) for block in request.get("system", [])),
        turns=tuple(_text(message["content"]) for message in messages),
        images=tuple(
            _image(block["image"], read_object)
            for message in messages
            for block in message["content"]
            if "image" in block
        ),
        max_tokens=limits.get("maxTokens", MOST_TOKENS),
        stop_sequences=limits.get("stopSequences", ()),
    )


def written(completion: Completion) -> dict[str, Any]:
    answer = completion.answer
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": answer.text}]}},
        "stopReason": answer.stop_reason,
        "usage": {
            "inputTokens": completion.input_tokens,
            "outputTokens": answer.tokens,
            "totalTokens": completion.input_tokens + answer.tokens,
        },
    }


def request_in(body: bytes) -> Request:
    """The message schema of Amazon Nova has the members of a Converse request."""
    try:
        request: Request = json.loads(body)
        assert_valid(_CONVERSE_REQUEST, {**request, "modelId": "amazon.nova"})
    except (ValueError, TypeError) as problem:
        raise ValidationException(MALFORMED) from problem
    limits: dict[str, Any] = request.get("inferenceConfig", {})
    if "max_new_tokens" in limits:
        request["inferenceConfig"] = limits | {"maxTokens": limits["max_new_tokens"]}
    return request


def _text(blocks: list[dict[str, Any]]) -> str:
    """What is neither text nor image is not understood, and so left out."""
    return "\n".join(block["text"] for block in blocks if "text" in block)


def _image(block: dict[str, Any], read_object: ReadObject) -> Image:
    source = block["source"]
    try:
        if "s3Location" in source:
            return see(read_object(source["s3Location"]["uri"]))
        return see(b64decode(source["bytes"], validate=True))
    except (ImageUnreadable, NotBase64) as problem:
        raise ValidationException("Could not process image.") from problem
