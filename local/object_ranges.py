"""Byte ranges of a pinned version of an S3 object, for which ministack sends the whole object."""

from collections.abc import Callable
from typing import Any

from ministack.services import s3

from local.hooks import require_hooks

HOOKS = {"ministack.services.s3": ("_error", "_get_object", "_parse_range")}

Answer = tuple[int, dict[str, str], bytes]


def extend() -> None:
    require_hooks(HOOKS)
    s3._get_object = _with_ranges(s3._get_object)


def _with_ranges(get_object: Callable[..., Answer]) -> Callable[..., Answer]:
    def get(bucket: str, key: str, headers: dict[str, str], *more: Any) -> Answer:
        status, answered, body = get_object(bucket, key, headers, *more)
        wanted = headers.get("range")
        # Of an object without a version, ministack has cut the range out by itself.
        if status != 200 or not wanted:
            return status, answered, body
        return _cut_out(wanted, answered, body, f"/{bucket}/{key}")

    return get


def _cut_out(wanted: str, headers: dict[str, str], body: bytes, resource: str) -> Answer:
    found = s3._parse_range(wanted, len(body))
    if found is None:
        refused: Answer = s3._error(
            "InvalidRange", "The requested range is not satisfiable", 416, resource
        )
        return refused
    first, last = found
    part = body[first : last + 1]
    of_the_part = {
        "Content-Length": str(len(part)),
        "Content-Range": f"bytes {first}-{last}/{len(body)}",
    }
    # A checksum is of the whole object, and left out with a part of it.
    kept = {n: v for n, v in headers.items() if not n.lower().startswith("x-amz-checksum-")}
    return 206, kept | of_the_part, part
