"""Inference: Converse, and InvokeModel in the request bodies of each family."""

import json
from functools import partial
from time import monotonic
from typing import Any

from local.bedrock.account import Account
from local.bedrock.caller import access_key_id
from local.bedrock.customization.role_storage import RoleStorage, StorageRefused
from local.bedrock.errors import ValidationException
from local.bedrock.inference import bodies, converse, titan
from local.bedrock.inference.completion import complete
from local.bedrock.inference.served import Served, ServedModels
from local.bedrock.rest_json.requests import Request


class Runtime:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._served = ServedModels(account)

    def converse(self, request: Request) -> dict[str, Any]:
        started = monotonic()
        served = self._served.find(request["modelId"])
        if not served.converses:
            raise ValidationException(f"Converse is not supported for model {request['modelId']}.")
        asked = converse.question(request, self._read_object)
        answered = converse.written(complete(served.language_model, asked))
        return {**answered, "metrics": {"latencyMs": round(1000 * (monotonic() - started))}}

    def invoke_model(self, request: Request) -> dict[str, Any]:
        body = self._answered(self._served.find(request["modelId"]), request["body"])
        return {"body": json.dumps(body).encode(), "contentType": "application/json"}

    def _answered(self, served: Served, content: bytes) -> dict[str, Any]:
        if served.family == "nova":
            asked = converse.question(converse.request_in(content), self._read_object)
            return converse.written(complete(served.language_model, asked))
        body = bodies.parsed(content)
        if served.family in titan.TASKS:
            return bodies.understood(
                partial(titan.TASKS[served.family], served.language_model), body
            )
        schema = bodies.schema_of(served.family, body)
        asked = bodies.understood(schema.read, body)
        return schema.write(complete(served.language_model, asked))

    def _read_object(self, uri: str) -> bytes:
        storage = RoleStorage(self._account.surroundings.s3_of(access_key_id.get()))
        try:
            return storage.read(uri)
        except StorageRefused as refusal:
            raise ValidationException(str(refusal)) from refusal
