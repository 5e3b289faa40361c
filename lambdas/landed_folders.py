"""What lies in a folder of the intake bucket: listed as it lands, read as it was pinned."""

from datetime import datetime

from lambdas import aws
from lambdas.run_store import read_document
from lifecycle import documents
from lifecycle.folders import declares, is_folder, require_few_files
from lifecycle.landing import JobFile, Landed
from lifecycle.run.landed import ObjectVersion

Pins = dict[str, tuple[ObjectVersion, ...]]
"""By the key of a folder, the versions of its files in the order of their keys."""


def find_folder(bucket: str, folder: JobFile) -> dict[str, Landed]:
    """By file name. Raises RequestInvalid for more files than a folder may have."""
    pages = (
        aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=folder.key)
    )
    found: dict[str, Landed] = {}
    for page in pages:
        for item in page.get("Versions", []):
            file = folder.file + item["Key"].removeprefix(folder.key)
            if item["IsLatest"] and declares(folder.file, file):
                found[file] = _landed(
                    item["Key"], item["VersionId"], item["ETag"], item["Size"], item["LastModified"]
                )
        require_few_files(folder.file, len(found))
    return found


def read_pins(bucket: str, run: str, version: ObjectVersion) -> tuple[ObjectVersion, ...]:
    """The versions that `version` stands for: of the files of a folder, or of the file itself.

    `bucket` is the output bucket.
    """
    if not is_folder(version.key):
        return (version,)
    return read_document(bucket, documents.landed_folders(run), Pins)[version.key]


def _landed(key: str, version_id: str, etag: str, size: int, modified_at: datetime) -> Landed:
    return Landed(ObjectVersion(key, version_id, etag, size), modified_at)
