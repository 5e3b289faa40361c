"""Plan scan, scan range and merge scans, against fake buckets."""

import pytest

from lambdas import (
    accept_request,
    plan_scan,
    scan_range,
)
from lifecycle import documents
from lifecycle.errors import (
    DataChanged,
)
from tests.lambdas.fakes.account import (
    INTAKE,
    ONE_FUNCTION_MAX_BYTES,
    OUTPUT,
    SCAN_RANGE_BYTES,
    FakeAccount,
)
from tests.lambdas.scanning import merged, planned
from tests.lambdas.stages import JOB, accepted, conversation, conversations, landed

TRAINING = f"jobs/{JOB}/train.jsonl"


@pytest.mark.parametrize(("size", "is_large"), [(0, False), (1, True)])
def test_a_dataset_is_large_from_one_byte_over_the_limit(
    size: int, is_large: bool, account: FakeAccount
) -> None:
    body = conversations()
    body += b"\n" * (ONE_FUNCTION_MAX_BYTES - len(body) + size)
    answer = accept_request.handler(landed(account, files={"train.jsonl": body}), None)
    assert answer["larger_than_one_function"] is is_large


def test_a_plan_cuts_every_file_and_pins_its_version(account: FakeAccount) -> None:
    body = conversations(30)
    _, plan = planned(account, files={"train.jsonl": body})
    assert [(part["start"], part["end"]) for part in plan] == [
        (start, min(start + SCAN_RANGE_BYTES, len(body)))
        for start in range(0, len(body), SCAN_RANGE_BYTES)
    ]
    assert {part["object"]["key"] for part in plan} == {TRAINING}
    assert {part["object"]["version_id"] for part in plan} == {"v1"}


def test_planning_reads_the_heads_of_files_only(account: FakeAccount) -> None:
    planned(account, files={"train.jsonl": conversations(2_000)})
    ranges = [
        call.get("Range") for call in account.journal.of("GetObject") if call["Bucket"] == INTAKE
    ]
    assert [asked for asked in ranges if asked] == ["bytes=0-65535"]


def test_ranges_come_to_what_is_true_of_the_whole(account: FakeAccount) -> None:
    body = conversations(30) * 2 + conversation("What is 3 + 3?", answer="Seven.") + b"{\n"
    found = merged(account, *planned(account, files={"train.jsonl": body}))
    assert found["verdict"] == "reject"
    assert found["records"]["training"] == 62
    assert (found["duplicates"]["exact"], found["conflicts"]) == (30, 1)
    assert [f["line"] for f in found["findings"] if f["severity"] == "error"] == [62]


def test_leakage_is_found_across_files(account: FakeAccount) -> None:
    files = {"train.jsonl": conversations(20), "val.jsonl": conversations(3)}
    data = {"training": "train.jsonl", "validation": "val.jsonl"}
    found = merged(account, *planned(account, files=files, data=data))
    assert found["leakage"]["validation"] == 3
    assert found["records"] == {"training": 20, "validation": 3, "test": 0}


def test_a_file_of_something_else_is_not_scanned_and_still_rejected(account: FakeAccount) -> None:
    array = b"[" + b",".join(conversations(30).splitlines()) + b"]"
    run, plan = planned(account, files={"train.jsonl": array})
    assert plan == []
    found = merged(account, run, plan)
    assert found["verdict"] == "reject"
    assert [f["line"] for f in found["findings"]] == [0]


def test_an_empty_file_needs_no_range_and_is_rejected(account: FakeAccount) -> None:
    run, plan = planned(account, files={"train.jsonl": b""})
    assert (plan, merged(account, run, plan)["verdict"]) == ([], "reject")


def test_a_range_is_read_from_the_byte_before_it_and_of_the_pinned_object(
    account: FakeAccount,
) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    scan_range.handler({"run_id": run, "range": plan[1]}, None)
    asked = account.journal.of("GetObject")[-1]
    assert asked["Range"] == f"bytes={SCAN_RANGE_BYTES - 1}-"
    assert asked["IfMatch"] == plan[1]["object"]["etag"]
    assert asked["VersionId"] == "v1"


def test_a_version_that_is_gone_is_noticed_before_the_ranges_are_scanned(
    account: FakeAccount,
) -> None:
    run = accepted(account)
    account.s3.lose_version(INTAKE, TRAINING, "v1")
    with pytest.raises(DataChanged, match="version v1"):
        plan_scan.handler({"run_id": run}, None)


def test_an_object_with_another_etag_is_changed_data(account: FakeAccount) -> None:
    run, plan = planned(account)
    changed = {**plan[0], "object": {**plan[0]["object"], "etag": '"other"'}}
    with pytest.raises(DataChanged):
        scan_range.handler({"run_id": run, "range": changed}, None)


def test_scanning_a_range_twice_changes_nothing(account: FakeAccount) -> None:
    run, plan = planned(account)
    first = merged(account, run, plan)
    assert merged(account, run, plan) == first


def test_what_a_range_returns_says_nothing_of_the_data(account: FakeAccount) -> None:
    run, plan = planned(account)
    answer = scan_range.handler({"run_id": run, "range": plan[0]}, None)
    assert answer == {"run_id": run, "number": 0}
    assert documents.scanned_range(run, 0) in account.s3.keys(OUTPUT)
