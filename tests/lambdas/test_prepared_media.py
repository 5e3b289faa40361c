"""Prepare data checks the media that landed beside a dataset, pins them and copies them."""

import hashlib
import json
from base64 import b64encode
from typing import Any

import pytest

from lambdas import prepare_data
from lifecycle import documents
from lifecycle.errors import DataChanged, DatasetRejected, TransientServiceError
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lambdas.stages import JOB, accepted, conversation, conversations, document, land
from tests.lifecycle.dataset.media_samples import gif, png

ACCOUNT_ID = "111122223333"
KEEP_ALL = {"training": "train.jsonl", "validation": "none"}


def showing(uri: str, **more: Any) -> bytes:
    image = {"image": {"format": "png", "source": {"s3Location": {"uri": uri}}}}
    turns = [("user", [{"text": f"What is {uri}?"}, image]), ("assistant", [{"text": "A cat."}])]
    messages = [{"role": role, "content": content} for role, content in turns]
    return conversation("", messages=messages, **more)


def landed_images(account: FakeAccount, images: dict[str, bytes], *records: bytes) -> str:
    """An accepted run of these records and as many without images as a job needs."""
    for file, body in images.items():
        land(account, file, body)
    training = b"".join(records) + conversations(10)
    return accepted(account, files={"train.jsonl": training}, data=KEEP_ALL)


def prepare(run: str) -> dict[str, Any]:
    return prepare_data.handler({"run_id": run}, None)


def locations(account: FakeAccount, run: str) -> list[dict[str, str]]:
    body = account.s3.read(OUTPUT, documents.prepared_file(run, "training")) or b""
    return [
        block["image"]["source"]["s3Location"]
        for line in body.splitlines()
        for block in json.loads(line)["messages"][0]["content"]
        if "image" in block
    ]


def rejected_codes(account: FakeAccount, run: str) -> list[str]:
    with pytest.raises(DatasetRejected):
        prepare(run)
    report = document(account, documents.preflight(run))
    return [finding["code"] for finding in report["findings"] if finding["severity"] == "error"]


def test_images_are_copied_beside_the_prepared_set_and_named_there(account: FakeAccount) -> None:
    images = {"images/1.png": png(100, 100), "2.png": png(200, 100)}
    address = f"s3://{INTAKE}/jobs/{JOB}/2.png"
    run = landed_images(account, images, showing("images/1.png"), showing(address))
    prepared = prepare(run)
    found = locations(account, run)
    keys = [location["uri"].removeprefix(f"s3://{OUTPUT}/") for location in found]
    assert [account.s3.read(OUTPUT, key) for key in keys] == list(images.values())
    assert all(key.startswith(documents.prepared_media(run, "")) for key in keys)
    assert {location["bucketOwner"] for location in found} == {ACCOUNT_ID}
    assert prepared["media"] == {
        "pins_key": documents.media(run),
        "files": 2,
        "size": sum(map(len, images.values())),
    }


def test_each_image_is_pinned_by_version_etag_and_digest(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png"))
    prepare(run)
    (pin,) = document(account, documents.media(run))
    assert pin["source"] == {
        "key": f"jobs/{JOB}/1.png",
        "version_id": "v1",
        "etag": f'"{hashlib.md5(png(), usedforsecurity=False).hexdigest()}"',
        "size": len(png()),
    }
    assert pin["sha256"] == b64encode(hashlib.sha256(png()).digest()).decode()


def test_an_image_that_many_records_show_is_read_and_copied_once(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png") * 5)
    prepare(run)
    assert len(account.journal.of("CopyObject")) == 1
    assert len({location["uri"] for location in locations(account, run)}) == 1


def test_an_image_of_a_record_with_a_field_too_many_is_copied_like_any_other(
    account: FakeAccount,
) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png", odd=1))
    prepare(run)
    (location,) = locations(account, run)
    assert location["uri"].startswith(f"s3://{OUTPUT}/")


def test_an_address_under_an_escaped_key_is_no_way_around_the_check(account: FakeAccount) -> None:
    escaped = showing("1.png").replace(b'"s3Location"', b'"s3Loc\\u0061tion"')
    run = landed_images(account, {}, escaped)
    assert rejected_codes(account, run) == ["media-missing"]


def test_a_dataset_without_media_leaves_no_pins(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()})
    assert prepare(run)["media"] is None
    assert documents.media(run) not in account.s3.keys(OUTPUT)


@pytest.mark.parametrize(
    ("images", "uri", "code"),
    [
        ({}, "1.png", "media-missing"),
        ({"1.png": png()}, "../1.png", "media-missing"),
        ({"1.png": png()}, "s3://another/1.png", "media-elsewhere"),
        ({"1.png": b""}, "1.png", "media-content"),
        ({"1.png": gif(100, 100)}, "1.png", "media-declared"),
        ({"1.png": png(24, 600)}, "1.png", "media-dimensions"),
        ({"1.png": png().ljust(11_000_000, b"\0")}, "1.png", "media-size"),
    ],
)
def test_an_image_that_the_service_would_refuse_rejects_the_dataset(
    account: FakeAccount, images: dict[str, bytes], uri: str, code: str
) -> None:
    run = landed_images(account, images, showing(uri))
    assert rejected_codes(account, run) == [code]
    copies = documents.prepared_media(run, "")
    assert [key for key in account.s3.keys(OUTPUT) if key.startswith(copies)] == []


def test_an_image_that_must_not_be_read_rejects_the_dataset(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png"))
    before = len(account.journal.of("GetObject"))
    # After the request, the merged scan, the dataset and the pins.
    account.s3.fail("GetObject", "AccessDenied", on_call=before + 5)
    assert rejected_codes(account, run) == ["media-unreadable"]


def test_little_of_a_large_image_is_read(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png().ljust(9_000_000, b"\0")}, showing("1.png"))
    prepare(run)
    ranges = [call["Range"] for call in account.journal.of("GetObject") if call.get("Range")]
    assert ranges == ["bytes=0-16383"]


def test_a_retry_keeps_to_the_versions_of_the_first_attempt(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png(100, 100)}, showing("1.png"))
    account.s3.fail("CopyObject", "SlowDown")
    with pytest.raises(TransientServiceError):
        prepare(run)
    land(account, "1.png", png(300, 300))
    prepare(run)
    (location,) = locations(account, run)
    key = location["uri"].removeprefix(f"s3://{OUTPUT}/")
    assert account.s3.read(OUTPUT, key) == png(100, 100)


def test_a_pinned_image_that_is_gone_is_changed_data(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png"))
    account.s3.fail("CopyObject", "SlowDown")
    with pytest.raises(TransientServiceError):
        prepare(run)
    account.s3.lose_version(INTAKE, f"jobs/{JOB}/1.png", "v1")
    with pytest.raises(DataChanged, match="version v1"):
        prepare(run)


def test_a_busy_bucket_is_no_finding(account: FakeAccount) -> None:
    run = landed_images(account, {"1.png": png()}, showing("1.png"))
    before = len(account.journal.of("GetObject"))
    account.s3.fail("GetObject", "SlowDown", on_call=before + 5)  # that of the image
    with pytest.raises(TransientServiceError):
        prepare(run)
