"""Images that records point at in Amazon S3."""

from collections.abc import Callable
from functools import cache
from typing import Any

from local.bedrock.datasets.invalid import RecordInvalid
from local.bedrock.learning.images import ImageUnreadable, see
from local.bedrock.learning.prompts import Image

Look = Callable[[str], Image]
"""S3 URI -> what the image there looks like. Raises RecordInvalid."""

_FORMATS = ("png", "jpeg", "gif", "webp")


def image_uri(image: Any) -> str:
    """Of the image block of a message."""
    try:
        image_format, uri = image["format"], image["source"]["s3Location"]["uri"]
    except (KeyError, TypeError) as problem:
        raise RecordInvalid("an image must have a format and a source.s3Location.uri") from problem
    if str(image_format).lower() not in _FORMATS:
        raise RecordInvalid(f"the image format must be one of {', '.join(_FORMATS)}")
    return str(uri)


def look_beside(dataset_uri: str, read: Callable[[str], bytes]) -> Look:
    """Images must be in the bucket of their dataset."""
    bucket = _bucket(dataset_uri)

    @cache
    def look(uri: str) -> Image:
        if _bucket(uri) != bucket:
            raise RecordInvalid(f"the image {uri} is not in the bucket of the dataset, {bucket}")
        try:
            return see(read(uri))
        except ImageUnreadable as problem:
            raise RecordInvalid(f"{uri} is not an image that can be read") from problem

    return look


def no_look(uri: str) -> Image:
    """For models that see nothing."""
    raise RecordInvalid("images are not supported by this model")


def _bucket(uri: str) -> str:
    return uri.removeprefix("s3://").partition("/")[0]
