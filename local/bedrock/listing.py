"""List operations: the filters, the order and the paging that they all share."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from typing import Any

from local.bedrock.errors import ValidationException
from local.bedrock.resources import Resource
from local.bedrock.rest_json.requests import Request

_PAGE = 100


def page(resources: Iterable[Resource], request: Request, summaries: str) -> dict[str, Any]:
    """Newest first, unless the request says otherwise."""
    ascending = request.get("sortOrder") == "Ascending"
    wanted = sorted(
        (each for each in resources if _is_wanted(each, request)), key=_place, reverse=not ascending
    )
    if "nextToken" in request:
        last = _place_in(request["nextToken"])
        wanted = [each for each in wanted if (_place(each) > last) == ascending]
        wanted = [each for each in wanted if _place(each) != last]
    shown = wanted[: request.get("maxResults", _PAGE)]
    output: dict[str, Any] = {summaries: [each.description() for each in shown]}
    if len(shown) < len(wanted):
        output["nextToken"] = _token(shown[-1])
    return output


def _is_wanted(resource: Resource, request: Request) -> bool:
    after = request.get("creationTimeAfter", request.get("createdAfter"))
    before = request.get("creationTimeBefore", request.get("createdBefore"))
    status = request.get("statusEquals", request.get("modelStatus"))
    return (
        request.get("nameContains", "") in resource.name
        and (status is None or status == resource.status)
        and (after is None or resource.creation_time > after)
        and (before is None or resource.creation_time < before)
    )


def _place(resource: Resource) -> tuple[str, str]:
    return resource.creation_time.isoformat(timespec="microseconds"), resource.arn


def _token(resource: Resource) -> str:
    return urlsafe_b64encode("|".join(_place(resource)).encode()).decode()


def _place_in(token: str) -> tuple[str, str]:
    try:
        moment, arn = urlsafe_b64decode(token).decode().split("|")
    except (NotBase64, ValueError) as problem:
        raise ValidationException("The provided nextToken is invalid.") from problem
    return moment, arn
