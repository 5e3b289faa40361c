"""A question as the call that a model takes, and its answer as text.

Sources: the inference parameters of each model in the Amazon Bedrock user guide, and its page
invoke-imported-model (BedrockCompletion).
"""

import json
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from lifecycle.invocation.bodies import BODIES, Read
from lifecycle.invocation.family import Invocation
from lifecycle.invocation.question import Question

MAX_TOKENS = 256


class Inquiry(NamedTuple):
    """`parameters` are those of the operation, but for modelId. `answer` reads its response; an
    empty text is no answer."""

    operation: Literal["converse", "invoke_model"]
    parameters: dict[str, Any]
    answer: Callable[[Any], str]


def inquire(invocation: Invocation, question: Question, read: Read) -> Inquiry:
    """`read` gives the bytes at an S3 address: media within a request need them."""
    if invocation == "converse":
        return Inquiry("converse", _converse(question, read), _text_of_message)
    body = BODIES[invocation]
    parameters = {
        "body": json.dumps(body.request(question, read, MAX_TOKENS)),
        "contentType": "application/json",
        "accept": "application/json",
    }
    return Inquiry(
        "invoke_model",
        parameters,
        lambda response: body.answer(json.loads(response["body"].read())),
    )


def _converse(question: Question, read: Read) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "system": [{"text": text} for text in question.system],
        "messages": [
            {**turn, "content": [_with_bytes(block, read) for block in turn["content"]]}
            for turn in question.messages
        ],
        "inferenceConfig": {"maxTokens": MAX_TOKENS, "temperature": 0.0},
    }
    if question.tool_config:
        parameters["toolConfig"] = question.tool_config
    return parameters


def _with_bytes(block: dict[str, Any], read: Read) -> dict[str, Any]:
    """Every model that takes images takes their bytes, only some an address. Videos and documents
    stay where they are: they are larger, and their models take addresses."""
    if "image" not in block:
        return block
    image = block["image"]
    return {"image": {**image, "source": {"bytes": read(image["source"]["s3Location"]["uri"])}}}


def _text_of_message(response: Any) -> str:
    """A call of a tool is an answer too."""
    blocks = response["output"]["message"]["content"]
    said = [block["text"] for block in blocks if "text" in block]
    called = [f"calls {block['toolUse']['name']}" for block in blocks if "toolUse" in block]
    return "\n".join([*said, *called]).strip()
