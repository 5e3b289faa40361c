"""Inference: Converse, and InvokeModel in the message schema of Amazon Nova."""

import json
from time import monotonic
from typing import Any, NamedTuple

from local.bedrock.account import Account
from local.bedrock.conversation import prompt_of
from local.bedrock.errors import (
    ModelNotReadyException,
    NotEmulated,
    ValidationException,
)
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.learning.answering import Answer, answer, token_count
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.resources import Resource
from local.bedrock.rest_json.constraints import assert_valid
from local.bedrock.rest_json.models import service_model
from local.bedrock.rest_json.requests import Request

_MOST_TOKENS = 256
"""Of an answer, if the request sets no limit."""
_CONVERSE_REQUEST = service_model("bedrock-runtime").shape_for("ConverseRequest")


class Completion(NamedTuple):
    answer: Answer
    input_tokens: int

    def message(self) -> dict[str, Any]:
        return {"role": "assistant", "content": [{"text": self.answer.text}]}

    def usage(self) -> dict[str, int]:
        return {
            "inputTokens": self.input_tokens,
            "outputTokens": self.answer.tokens,
            "totalTokens": self.input_tokens + self.answer.tokens,
        }


class Served(NamedTuple):
    foundation_model: FoundationModel
    language_model: LanguageModel


class Runtime:
    def __init__(self, account: Account) -> None:
        self._account = account

    def converse(self, request: Request) -> dict[str, Any]:
        started = monotonic()
        completion = _complete(self._served(request["modelId"]), request)
        return {
            "output": {"message": completion.message()},
            "stopReason": completion.answer.stop_reason,
            "usage": completion.usage(),
            "metrics": {"latencyMs": round(1000 * (monotonic() - started))},
        }

    def invoke_model(self, request: Request) -> dict[str, Any]:
        served = self._served(request["modelId"])
        if not served.foundation_model.model_id.startswith("amazon.nova"):
            raise NotEmulated("The stand-in emulates InvokeModel for Amazon Nova only.")
        completion = _complete(served, _messages_in(request["body"]))
        body = {
            "output": {"message": completion.message()},
            "stopReason": completion.answer.stop_reason,
            "usage": completion.usage(),
        }
        return {"body": json.dumps(body).encode(), "contentType": "application/json"}

    def _served(self, identifier: str) -> Served:
        if ":custom-model-deployment/" in identifier:
            deployment = self._account.deployments.get(identifier)
            _assert_serving(deployment, "Active")
            return self._served_model(deployment.model_arn)
        if ":provisioned-model/" in identifier:
            throughput = self._account.throughputs.get(identifier)
            _assert_serving(throughput, "InService", "Updating")
            return self._served_model(throughput.model_arn)
        found = self._account.foundation_models.find(identifier)
        if found is None or "TEXT" not in found.output_modalities:
            raise ValidationException("The provided model identifier is invalid.")
        if "ON_DEMAND" not in found.inference_types_supported:
            raise ValidationException(
                f"Invocation of model ID {identifier} with on-demand throughput isn't supported."
            )
        return Served(found, foundation_model(found.pages_read))

    def _served_model(self, arn: str) -> Served:
        found = self._account.foundation_models.find(arn)
        if found:
            return Served(found, foundation_model(found.pages_read))
        custom = self._account.custom_models.get(arn)
        return Served(custom.job.foundation_model, custom.language_model)


def _assert_serving(resource: Resource, *serving: str) -> None:
    if resource.status == "Creating":
        raise ModelNotReadyException(f"{resource.arn} is not ready to serve requests.")
    if resource.status not in serving:
        raise ValidationException(f"{resource.arn} is {resource.status}.")


def _complete(served: Served, request: Request) -> Completion:
    messages = request.get("messages", [])
    if not messages or messages[0]["role"] != "user" or messages[-1]["role"] != "user":
        raise ValidationException("A conversation must start and end with a user message.")
    system = [_text([block]) for block in request.get("system", [])]
    turns = [_text(message["content"]) for message in messages]
    limits = request.get("inferenceConfig", {})
    found = answer(
        served.language_model,
        prompt_of(system, turns),
        max_tokens=limits.get("maxTokens", _MOST_TOKENS),
        stop_sequences=limits.get("stopSequences", ()),
    )
    return Completion(found, sum(map(token_count, (*system, *turns))))


def _text(blocks: list[dict[str, Any]]) -> str:
    """What is not text is not understood, and so left out."""
    return "\n".join(block["text"] for block in blocks if "text" in block)


def _messages_in(body: bytes) -> Request:
    """The message schema of Amazon Nova has the members of a Converse request."""
    try:
        request: Request = json.loads(body)
        assert_valid(_CONVERSE_REQUEST, {**request, "modelId": "amazon.nova"})
    except (ValueError, TypeError) as problem:
        raise ValidationException("Malformed input request, please reformat it.") from problem
    limits: dict[str, Any] = request.get("inferenceConfig", {})
    if "max_new_tokens" in limits:
        request["inferenceConfig"] = limits | {"maxTokens": limits["max_new_tokens"]}
    return request
