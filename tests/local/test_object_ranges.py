"""Reads of a part of one version of an object."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError


@pytest.fixture(scope="module")
def s3(resources):
    return resources.client("s3")


@pytest.fixture(scope="module")
def older(resources, s3):
    """Of an object that has a newer version."""
    bucket = resources.name("bucket")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put = s3.put_object(Bucket=bucket, Key="data", Body=b"0123456789")
    s3.put_object(Bucket=bucket, Key="data", Body=b"new")
    return {"Bucket": bucket, "Key": "data", "VersionId": put["VersionId"]}


@pytest.mark.parametrize(
    ("wanted", "part"), [("bytes=3-5", b"345"), ("bytes=8-", b"89"), ("bytes=-2", b"89")]
)
def test_a_range_of_a_version_is_that_part_of_it(wanted, part, s3, older):
    found = s3.get_object(**older, Range=wanted)
    assert found["Body"].read() == part
    assert found["ContentLength"] == len(part)
    assert found["ContentRange"].endswith("/10")


def test_a_range_beyond_the_end_is_refused(s3, older):
    with pytest.raises(ClientError, match="InvalidRange"):
        s3.get_object(**older, Range="bytes=10-")


def test_a_range_of_another_etag_is_refused(s3, older):
    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.get_object(**older, Range="bytes=0-1", IfMatch='"other"')


def test_a_range_without_a_version_is_of_the_newest(s3, older):
    newest = {name: older[name] for name in ("Bucket", "Key")}
    assert s3.get_object(**newest, Range="bytes=1-")["Body"].read() == b"ew"


def test_a_large_version_is_downloaded_whole(s3, older, tmp_path: Path):
    """In parts at the same time, as boto3 does from 8 MiB on."""
    body = b"".join(number.to_bytes(4, "big") for number in range(3_000_000))
    put = s3.put_object(Bucket=older["Bucket"], Key="large", Body=body)
    version = {"VersionId": put["VersionId"]}
    s3.download_file(older["Bucket"], "large", str(tmp_path / "large"), ExtraArgs=version)
    assert (tmp_path / "large").read_bytes() == body
