"""Puts files aside that cannot be used: copies of the very versions, in the output bucket."""

from lambdas.run_store import copy_version
from lifecycle import documents
from lifecycle.run.landed import Quarantine


def copy_aside(account: Quarantine, intake_bucket: str, output_bucket: str, folder: str) -> None:
    """Raises DataChanged where a version is gone."""
    for file, version in account.files.items():
        key = documents.quarantined_file(folder, file)
        copy_version(intake_bucket, version, output_bucket, key)
