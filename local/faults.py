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
        status, content = _perform(faults, scope["method"], await _body(receive))
        await _answer(send, status, msgspec.json.encode(content))

    return serve


def _perform(faults: Faults, method: str, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
    try:
        match method:
            case "POST":
                faults.add(body)
            case "DELETE" if body:
                faults.remove(body)
            case "DELETE":
                faults.clear()
            case "GET":
                pass
            case _:
                return HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"no {method} here"}
    except msgspec.DecodeError as error:
        return HTTPStatus.BAD_REQUEST, {"error": str(error)}
    return HTTPStatus.OK, {"faults": faults.list()}


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
