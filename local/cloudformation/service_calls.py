"""Calls to the engine's own services from within its event loop.

CloudFormation's provisioners run on the loop, where a request to our own endpoint would wait
for itself. A boto3 client therefore has its requests answered by the service's handler directly.
"""

import asyncio
from collections.abc import Coroutine
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack import app
from ministack.core.responses import get_account_id, get_region
from urllib3 import HTTPResponse

from local.cloudformation.template_values import typed

_Answer = tuple[int, dict[str, str], bytes | str]


def call(service: str, operation: str, **parameters: Any) -> Any:
    """Call a service as the account that the current request belongs to.

    `operation` is named as in boto3; parameters may have the template's spelling and types.
    """
    client = _client(service, get_account_id(), get_region())
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
    return getattr(client, operation)(**typed(model.input_shape, parameters))


def call_if_present(service: str, operation: str, **parameters: Any) -> None:
    """As `call`, content to find that what it was to change is gone already."""
    try:
        call(service, operation, **parameters)
    except ClientError as error:
        if not _is_absence(error):
            raise


def _is_absence(error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    return "NotFound" in code or code.startswith("NoSuch")


@cache
def _client(service: str, account_id: str, region: str) -> Any:
    client = boto3.client(  # type: ignore[call-overload]
        service,
        region_name=region,
        endpoint_url="http://engine.invalid",
        aws_access_key_id=account_id,
        aws_secret_access_key="local",  # noqa: S106
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )
    handler = app.SERVICE_HANDLERS[client.meta.service_model.signing_name]

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        return _response(request, handler)

    client.meta.events.register("before-send", answer)
    return client


def _response(request: AWSPreparedRequest, handler: Any) -> AWSResponse:
    url = urlsplit(request.url)
    headers = {key.lower(): _text(value) for key, value in request.headers.items()}
    query = parse_qs(url.query, keep_blank_values=True)
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    status, answered_headers, answer = _finish(
        handler(request.method, unquote(url.path), {"host": url.netloc, **headers}, body, query)
    )
    content = answer.encode() if isinstance(answer, str) else answer
    raw = HTTPResponse(body=BytesIO(content), preload_content=False)
    return AWSResponse(request.url, status, HTTPHeaders.from_dict(answered_headers), raw)


def _finish(handling: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Run a handler that is `async` in form only, without giving up the event loop."""
    try:
        handling.send(None)
    except StopIteration as finished:
        answer: _Answer = finished.value
        return answer
    handling.close()
    raise asyncio.InvalidStateError(f"{handling!r} waits and cannot be called from the event loop")


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
