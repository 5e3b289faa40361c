"""The files of a model at an S3 location, as they are now: what an import job will read."""

from collections.abc import Iterator

from botocore.exceptions import ClientError

from lambdas import aws
from lambdas.run_store import MISSING
from lifecycle.errors import DataChanged
from lifecycle.refusal import error_code
from lifecycle.run.imported import WeightsFile


class WeightsFolder:
    """All keys begin with `prefix`; a file is named by what follows it."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self.files = {file.key.removeprefix(prefix): file for file in _listed(bucket, prefix)}

    @property
    def uri(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def read(self, name: str, first: int, last: int) -> bytes:
        """Raises DataChanged where the file is another one than when it was listed."""
        file = self.files[name]
        span = f"bytes={first}-{last}"
        try:
            answer = aws.s3().get_object(
                Bucket=self._bucket, Key=file.key, IfMatch=file.etag, Range=span
            )
        except ClientError as error:
            if error_code(error) not in MISSING:
                raise
            raise changed(self.uri, name) from error
        return answer["Body"].read()


def changed(uri: str, name: str) -> DataChanged:
    return DataChanged(
        f"{name} is not the file that it was when the run started",
        where=uri,
        fix="change nothing while a run goes on; upload job.yaml again to start a new run",
    )


def _listed(bucket: str, prefix: str) -> Iterator[WeightsFile]:
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        for entry in page.get("Contents", []):
            if not entry["Key"].endswith("/"):
                yield WeightsFile(entry["Key"], entry["ETag"], entry["Size"])
