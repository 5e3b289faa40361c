"""Where the media of a dataset in S3 lie, as on a disk."""

import pytest

from lifecycle.dataset.media_address import landed_key

DATASET = "jobs/triage/data/train.jsonl"


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("1.png", "jobs/triage/data/1.png"),
        ("images/1.png", "jobs/triage/data/images/1.png"),
        ("./images/./1.png", "jobs/triage/data/images/1.png"),
        ("images/../1.png", "jobs/triage/data/1.png"),
        ("s3://own/jobs/triage/1.png", "jobs/triage/1.png"),
        ("s3://own/jobs/a b=c//1.png", "jobs/a b=c//1.png"),
    ],
)
def test_an_address_means_a_key_of_the_datasets_bucket(address: str, key: str) -> None:
    assert landed_key(address, DATASET) == key


@pytest.mark.parametrize(
    "address",
    ["", ".", "..", "../1.png", "a/../../../1.png", "/etc/passwd", "s3://own", "s3://own/"]
    + ["s3://own/../other/1.png", "x" * 1_025, "s3://own/" + "é" * 513],
)
def test_what_can_be_no_key_beside_the_dataset_is_not_there(address: str) -> None:
    with pytest.raises(FileNotFoundError):
        landed_key(address, DATASET)
