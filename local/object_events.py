"""S3 events on EventBridge: the version of the object, which ministack leaves out."""

import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import eventbridge, s3

from local.hooks import require_hooks

HOOKS = {
    "ministack.services.s3": ("_fire_s3_event",),
    "ministack.services.eventbridge": ("_dispatch_event",),
}

_version_id: ContextVar[str | None] = ContextVar("version of the object the event is about")


def extend() -> None:
    require_hooks(HOOKS)
    s3._fire_s3_event = _remembering_version(s3._fire_s3_event)
    eventbridge._dispatch_event = _with_version(eventbridge._dispatch_event)


def _remembering_version(fire: Callable[..., None]) -> Callable[..., None]:
    def fire_event(*about: Any, version_id: str | None = None, **more: Any) -> None:
        token = _version_id.set(version_id)
        try:
            fire(*about, version_id=version_id, **more)
        finally:
            _version_id.reset(token)

    return fire_event


def _with_version(dispatch: Callable[..., None]) -> Callable[..., None]:
    def dispatch_event(event: dict[str, Any], view: Any = None) -> None:
        version_id = _version_id.get(None)
        if version_id and event["Source"] == "aws.s3":
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version_id
            event = {**event, "Detail": json.dumps(detail)}
        dispatch(event, view)

    return dispatch_event
