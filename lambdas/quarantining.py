"""Puts files aside that cannot be used: copies of the very versions, in the output bucket."""

from lambdas import aws
from lambdas.run_store import pinned
from lifecycle import documents
from lifecycle.run import Quarantine


def copy_aside(account: Quarantine, intake_bucket: str, output_bucket: str, folder: str) -> None:
    """From bucket to bucket, whatever the size. Raises DataChanged where a version is gone."""
    for file, version in account.files.items():
        with pinned(intake_bucket, version):
            aws.s3().copy(
                {"Bucket": intake_bucket, "Key": version.key, "VersionId": version.version_id},
                output_bucket,
                documents.quarantined_file(folder, file),
                ExtraArgs={"TaggingDirective": "REPLACE"},
            )
