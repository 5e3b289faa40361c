"""Media of datasets that many functions scan: each looks at those that its range names."""

import json
from typing import Any

import pytest

from lambdas import accept_request, merge_scans, prepare_data, scan_range
from lifecycle import documents
from lifecycle.errors import TransientServiceError
from tests.lambdas.fakes.account import INTAKE, ONE_FUNCTION_MAX_MEDIA, OUTPUT, FakeAccount
from tests.lambdas.scanning import Plan, merged, planned
from tests.lambdas.stages import JOB, accepted, conversation, document, land, landed
from tests.lifecycle.dataset.media_samples import png

COUNT = ONE_FUNCTION_MAX_MEDIA + 1


def showing(number: int) -> bytes:
    address = {"s3Location": {"uri": f"images/{number % COUNT}.png"}}
    image = {"image": {"format": "png", "source": address}}
    asked = [{"text": f"What is {number}?"}, image]
    turns = [("user", asked), ("assistant", [{"text": f"A cat {number}."}])]
    messages = [{"role": role, "content": content} for role, content in turns]
    return conversation("", messages=messages)


TRAINING = b"".join(map(showing, range(30)))
DATA = {"training": "train.jsonl", "validation": "none"}


def land_images(account: FakeAccount, count: int = COUNT) -> None:
    for number in range(count):
        land(account, f"images/{number}.png", png(100 + number, 100))


def planned_pictures(account: FakeAccount) -> tuple[str, Plan]:
    return planned(account, files={"train.jsonl": TRAINING}, data=DATA)


def findings(preflight: dict[str, Any]) -> set[tuple[str, int, int]]:
    return {(found["code"], found["line"], found["count"]) for found in preflight["findings"]}


@pytest.mark.parametrize("more", [0, 1])
def test_a_dataset_is_large_from_one_image_over_the_limit(account: FakeAccount, more: int) -> None:
    land_images(account, ONE_FUNCTION_MAX_MEDIA + more)
    few = b"".join(map(showing, range(3)))
    answer = accept_request.handler(landed(account, files={"train.jsonl": few}), None)
    assert answer["larger_than_one_function"] is bool(more)


def test_ranges_find_of_media_what_one_pass_finds(account: FakeAccount) -> None:
    land_images(account, COUNT - 1)
    account.s3.store(INTAKE, f"jobs/{JOB}/images/1.png", png(2, 2))
    run, plan = planned_pictures(account)
    found = merged(account, run, plan)
    alone = accepted(account, files={"train.jsonl": TRAINING}, data=DATA)
    with pytest.raises(Exception, match="Fix first"):
        prepare_data.handler({"run_id": alone}, None)
    assert len(plan) > 1
    assert findings(found) == findings(document(account, documents.preflight(alone)))
    codes = {found["code"] for found in found["findings"] if found["severity"] == "error"}
    assert codes == {"media-dimensions", "media-missing"}


def test_accepted_images_are_copied_by_the_ranges_and_named_in_the_prepared_set(
    account: FakeAccount,
) -> None:
    land_images(account)
    run, plan = planned_pictures(account)
    assert merged(account, run, plan)["verdict"] == "accept"
    copied, read = (len(account.journal.of(call)) for call in ("CopyObject", "GetObject"))
    prepared = prepare_data.handler({"run_id": run}, None)
    assert len(account.journal.of("CopyObject")) == copied
    later = account.journal.of("GetObject")[read:]
    assert [call["Key"] for call in later if call["Key"].endswith(".png")] == []
    body = account.s3.read(OUTPUT, prepared["training"]["key"]) or b""
    uris = [
        json.loads(line)["messages"][0]["content"][1]["image"]["source"]["s3Location"]["uri"]
        for line in body.splitlines()
    ]
    images = [account.s3.read(OUTPUT, uri.removeprefix(f"s3://{OUTPUT}/")) for uri in uris]
    assert images == [png(100 + number % COUNT, 100) for number in range(30)]
    assert prepared["media"]["files"] == COUNT
    assert len(document(account, documents.media(run))) == COUNT


def test_a_range_with_an_error_copies_nothing(account: FakeAccount) -> None:
    run, plan = planned_pictures(account)
    merged(account, run, plan)
    assert account.journal.of("CopyObject") == []


def test_a_retried_range_keeps_to_the_versions_that_it_has_pinned(account: FakeAccount) -> None:
    land_images(account)
    run, plan = planned_pictures(account)
    account.s3.fail("CopyObject", "SlowDown")
    with pytest.raises(TransientServiceError):
        scan_range.handler({"run_id": run, "range": plan[0]}, None)
    land(account, "images/0.png", png(500, 500))
    scan_range.handler({"run_id": run, "range": plan[0]}, None)
    pins = document(account, documents.range_media(run, 0))
    copies = {account.s3.read(OUTPUT, pin["copy_key"]) for pin in pins}
    assert png(100, 100) in copies
    assert png(500, 500) not in copies


def test_an_image_that_changes_between_two_ranges_has_one_version_in_the_run(
    account: FakeAccount,
) -> None:
    land_images(account)
    run, plan = planned_pictures(account)
    for part in plan:
        scan_range.handler({"run_id": run, "range": part}, None)
        land(account, "images/0.png", png(300 + part["number"], 300))
    merge_scans.handler({"run_id": run}, None)
    prepare_data.handler({"run_id": run}, None)
    pins = document(account, documents.media(run))
    (first,) = (pin for pin in pins if pin["source"]["key"].endswith("/0.png"))
    assert account.s3.read(OUTPUT, first["copy_key"]) == png(100, 100)
