"""What takes a second reading of a file: the media it names, and records that nearly repeat one."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lifecycle.dataset.blocks import WHOLE, Span, Stream
from lifecycle.dataset.media import OpenMedia
from lifecycle.dataset.media_check import Each, MediaCheck
from lifecycle.dataset.media_folder import media_beside
from lifecycle.dataset.media_references import media_findings, names_images
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.similar_records import SimilarRecords, similar_records

_KINDS = ("image", "video", "document")


class MediaAccess(NamedTuple):
    """`bucket` is the dataset's own; empty where the dataset lies on a disk."""

    bucket: str
    open: OpenMedia
    each: Each = map


def check_media(scan: Scan, path: Path, rules: DatasetRules, access: MediaAccess | None) -> None:
    """Adds to the log of the scan. Without access, media are looked for beside the file."""
    if not scan.is_read or not names_media(scan.features, rules):
        return
    with path.open("rb", buffering=0) as stream:
        look_at_media(scan, stream, WHOLE, rules, access or MediaAccess("", media_beside(path)))


def look_at_media(
    scan: Scan, stream: Stream, span: Span, rules: DatasetRules, access: MediaAccess
) -> None:
    """Adds to the log of the scan, which is of the span; `stream` stands at its first byte."""
    check = MediaCheck(rules, access.bucket, access.open, access.each)
    for finding in media_findings(stream, scan.file, rules, check, span):
        scan.log.add(finding)


def names_media(features: Mapping[str, int], rules: DatasetRules) -> bool:
    """`features` count the records of a file that have an optional part."""
    return names_images(rules) or any(features.get(kind) for kind in _KINDS)


def find_similar_records(scan: Scan, path: Path, rules: DatasetRules) -> SimilarRecords | None:
    """None where the file could not be read as records."""
    if not scan.is_read:
        return None
    return similar_records(lambda: path.open("rb", buffering=0), rules)
