"""Checks the images, videos and documents that records refer to, by their bytes."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from lifecycle.dataset.findings import Severity
from lifecycle.dataset.media_bytes import MediaBytes
from lifecycle.dataset.media_dimensions import dimensions_of
from lifecycle.dataset.media_duration import seconds_of
from lifecycle.dataset.media_formats import format_of
from lifecycle.dataset.problem import Problem
from lifecycle.dataset.rules import MediaKind, MediaRules

OpenMedia = Callable[[str], MediaBytes]
"""Takes an address. Raises FileNotFoundError or PermissionError; another OSError: unreachable."""


class MediaReference(Struct, frozen=True, gc=False):
    """An object as a record names it. `declared` is its format; "" where the record has none."""

    address: str
    kind: MediaKind
    declared: str = ""


def bucket_of(address: str) -> str:
    """Empty for what is no S3 URI."""
    return address.removeprefix("s3://").partition("/")[0] if address.startswith("s3://") else ""


def media_problems(
    reference: MediaReference, rules: MediaRules, bucket: str, open_media: OpenMedia
) -> Iterator[Problem]:
    """`bucket` is the dataset's own; empty where the dataset lies on a disk.

    A path lies beside the dataset, wherever that is. An address of another kind than S3 is the
    record's problem, and reported as such.
    """
    named = bucket_of(reference.address)
    if not named and "://" in reference.address:
        return
    if bucket and named and named != bucket:
        yield _problem(rules, "media-elsewhere", *_ELSEWHERE)
        return
    try:
        media = open_media(reference.address)
    except OSError as error:
        yield _unopened(rules, error)
        return
    yield from _content_problems(media, reference, rules)


def _content_problems(
    media: MediaBytes, reference: MediaReference, rules: MediaRules
) -> Iterator[Problem]:
    real = format_of(media)
    if real not in {_same(name) for name in (*rules.formats, *rules.disputed_formats)}:
        yield _problem(
            rules,
            "media-content",
            f"the bytes are {real}, not one of {', '.join(rules.formats)}",
            f"convert the {rules.kind}",
        )
        return
    if reference.declared and _same(reference.declared) != real:
        yield _problem(
            rules,
            "media-declared",
            f"declared is another format than {real}, which the bytes are",
            f"write {real} as its format",
        )
    yield from _size_problems(media, rules)
    if rules.kind == "image":
        yield from _dimension_problems(media, real, rules)
    if rules.kind == "video" and rules.max_seconds:
        yield from _duration_problems(media, real, rules)


def _size_problems(media: MediaBytes, rules: MediaRules) -> Iterator[Problem]:
    if rules.max_bytes and media.size > rules.max_bytes:
        yield _problem(
            rules,
            "media-size",
            f"{media.size:,} bytes, allowed are {rules.max_bytes:,}",
            f"compress the {rules.kind}, or make it smaller",
        )


def _dimension_problems(media: MediaBytes, real: str, rules: MediaRules) -> Iterator[Problem]:
    found = dimensions_of(media, real)
    if found is None:
        yield _problem(rules, "media-broken", f"its {real} header is broken", "export it again")
        return
    short, long = sorted((found.width, found.height))
    too = [
        said
        for said, wrong in (
            (f"a side is under {rules.min_side}", short < rules.min_side),
            (f"a side is over {rules.max_side}", 0 < rules.max_side < long),
            (f"over {rules.max_pixels:,} pixels", 0 < rules.max_pixels < short * long),
            (
                f"longer than {rules.max_aspect_ratio:g} : 1",
                0 < rules.max_aspect_ratio * short < long,
            ),
        )
        if wrong
    ]
    if too:
        yield _problem(
            rules,
            "media-dimensions",
            f"{found.width} x {found.height} pixels: {', '.join(too)}",
            "scale or crop the image",
        )


def _duration_problems(media: MediaBytes, real: str, rules: MediaRules) -> Iterator[Problem]:
    seconds = seconds_of(media, real)
    if seconds is not None and seconds > rules.max_seconds:
        yield _problem(
            rules,
            "media-duration",
            f"{seconds:.0f} seconds, allowed are {rules.max_seconds}",
            "cut the video",
        )


def _unopened(rules: MediaRules, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return _problem(rules, "media-missing", *_MISSING)
    if isinstance(error, PermissionError):
        return _problem(rules, "media-unreadable", *_UNREADABLE)
    return _problem(rules, "media-unchecked", *_UNCHECKED, severity=Severity.HINT)


def _problem(
    rules: MediaRules, code: str, message: str, fix: str, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(code=code, message=message, fix=fix, source=rules.source, severity=severity)


def _same(name: str) -> str:
    lowered = name.lower()
    return "jpeg" if lowered == "jpg" else lowered


_ELSEWHERE = ("it is not in the dataset's bucket", "copy it beside the dataset, and name it there")
_MISSING = ("there is no such object", "upload it, or correct its address")
_UNREADABLE = (
    "it must not be read",
    "let the customization role read it, and decrypt with its key",
)
_UNCHECKED = ("it was not looked at: it cannot be reached from here", "nothing: the run checks it")
