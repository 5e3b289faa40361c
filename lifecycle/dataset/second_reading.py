"""What takes a second reading of a file: the media it names, and records that nearly repeat one."""

from pathlib import Path
from typing import NamedTuple

from lifecycle.dataset.media import OpenMedia
from lifecycle.dataset.media_check import MediaCheck
from lifecycle.dataset.media_folder import media_beside
from lifecycle.dataset.media_references import media_findings
from lifecycle.dataset.rules import DatasetRules
from lifecycle.dataset.scan import Scan
from lifecycle.dataset.similar_records import SimilarRecords, similar_records

_KINDS = ("image", "video", "document")


class MediaAccess(NamedTuple):
    """`bucket` is the dataset's own; empty where the dataset lies on a disk."""

    bucket: str
    open: OpenMedia


def check_media(scan: Scan, path: Path, rules: DatasetRules, access: MediaAccess | None) -> None:
    """Adds to the log of the scan. Without access, media are looked for beside the file."""
    named = rules.format == "image-caption" or any(scan.features[kind] for kind in _KINDS)
    if not scan.is_read or not named:
        return
    access = access or MediaAccess("", media_beside(path))
    check = MediaCheck(rules, access.bucket, access.open)
    with path.open("rb", buffering=0) as stream:
        for finding in media_findings(stream, scan.file, rules, check):
            scan.log.add(finding)


def find_similar_records(scan: Scan, path: Path, rules: DatasetRules) -> SimilarRecords | None:
    """None where the file could not be read as records."""
    if not scan.is_read:
        return None
    return similar_records(lambda: path.open("rb", buffering=0), rules)
