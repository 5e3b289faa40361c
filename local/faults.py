"""`/_local/faults`: schedule, list and clear the faults of the emulated Bedrock over HTTP."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec

from local.bedrock.faults import Faults

PATH = "/_local/faults"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def with_faults(application: Application, faults: Faults) -> Application:
    """The ASGI application, with the faults served beside it."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await application(scope, receive, send)
            return
        status = _perform(faults, scope["method"], await _body(receive))
        await _answer(send, status, msgspec.json.encode({"faults": faults.list()}))

    return serve


def _perform(faults: Faults, method: str, body: bytes) -> HTTPStatus:
    match method:
        case "GET":
            return HTTPStatus.OK
        case "DELETE":
            faults.clear()
            return HTTPStatus.OK
        case "POST":
            return _scheduled(faults, body)
    return HTTPStatus.METHOD_NOT_ALLOWED


def _scheduled(faults: Faults, body: bytes) -> HTTPStatus:
    try:
        faults.add(body)
    except msgspec.DecodeError:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.CREATED


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def _answer(send: Send, status: HTTPStatus, body: bytes) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": body})
