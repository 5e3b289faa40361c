"""Plan scan, scan range and merge scans, against fake buckets."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from lambdas import (
    accept_request,
    merge_scans,
    plan_scan,
    prepare_data,
    record_failure,
    record_range_failure,
    scan_range,
)
from lifecycle import documents
from lifecycle.errors import (
    DataChanged,
    DatasetRejected,
    NotYetSupported,
    TransientServiceError,
)
from tests.lambdas.fakes.account import (
    INTAKE,
    ONE_FUNCTION_MAX_BYTES,
    OUTPUT,
    SCAN_RANGE_BYTES,
    FakeAccount,
)
from tests.lambdas.stages import JOB, accepted, conversation, conversations, document, landed
from tests.lambdas.test_technique_data import DISTILLATION, lines, prompt

TRAINING = f"jobs/{JOB}/train.jsonl"


def planned(account: FakeAccount, **landing: Any) -> tuple[str, list[dict[str, Any]]]:
    run = accepted(account, **landing)
    planned = plan_scan.handler({"run_id": run}, None)
    plan = document(account, planned["plan_key"])
    assert planned == {"run_id": run, "plan_key": documents.scan_plan(run), "ranges": len(plan)}
    return run, plan


def merged(account: FakeAccount, run: str, plan: list[dict[str, Any]]) -> dict[str, Any]:
    """The ranges are scanned in no order, as a Map Run does."""
    for part in reversed(plan):
        scan_range.handler({"run_id": run, "range": part}, None)
    merge_scans.handler({"run_id": run}, None)
    return document(account, documents.merged_scans(run))


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


def fail_for_good(run: str, part: dict[str, Any], error: str, cause: object) -> None:
    """What the execution of a range does with an error that no attempt has mended."""
    said = json.dumps(cause)
    given = {"run_id": run, "range": part, "error": error, "cause": said}
    record_range_failure.handler(given, None)


def recorded_reason(run: str) -> str:
    failed = {"run_id": run, "error": "States.ExceedToleratedFailureThreshold", "cause": "1 of 2"}
    return str(record_failure.handler(failed, None)["reason"])


def test_the_owner_is_told_why_a_range_was_not_scanned(account: FakeAccount) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    account.s3.fail("GetObject", "SlowDown", on_call=len(account.journal.of("GetObject")) + 2)
    with pytest.raises(TransientServiceError) as busy:
        scan_range.handler({"run_id": run, "range": plan[0]}, None)
    fail_for_good(run, plan[0], "TransientServiceError", {"errorMessage": str(busy.value)})
    assert "TLR-601" in recorded_reason(run)
    account.s3.lose_version(INTAKE, TRAINING, "v1")
    with pytest.raises(DataChanged) as gone:
        scan_range.handler({"run_id": run, "range": plan[1]}, None)
    fail_for_good(run, plan[1], "DataChanged", {"errorMessage": str(gone.value)})
    assert "TLR-105: version v1 of jobs/support-triage/train.jsonl is gone" in recorded_reason(run)


def test_the_owner_is_told_which_range_was_killed_and_of_what(account: FakeAccount) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    killed = {"errorMessage": "Runtime exited with error: signal: killed"}
    fail_for_good(run, plan[1], "Runtime.ExitError", killed)
    assert recorded_reason(run) == (
        f"range 1 (bytes 1,000 to 2,000 of {TRAINING}): its function ran out of memory "
        "(Runtime.ExitError: Runtime exited with error: signal: killed)"
    )


def test_a_map_run_that_failed_of_itself_keeps_its_own_words(account: FakeAccount) -> None:
    run, _ = planned(account)
    assert recorded_reason(run) == "1 of 2"


def test_more_records_than_the_merge_has_memory_for_are_refused(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
    with pytest.raises(NotYetSupported, match="merge_memory_mib"):
        merged(account, run, plan)


def test_another_run_has_no_part_in_the_reason(account: FakeAccount) -> None:
    run, plan = planned(account)
    fail_for_good(run, plan[0], "DataChanged", {"errorMessage": "TLR-105: gone"})
    assert recorded_reason(f"{run}-other") == "1 of 2"


def test_a_slow_bucket_is_worth_a_retry(account: FakeAccount) -> None:
    run, plan = planned(account)
    account.s3.fail("PutObject", "SlowDown", on_call=len(account.journal.of("PutObject")) + 1)
    with pytest.raises(TransientServiceError):
        scan_range.handler({"run_id": run, "range": plan[0]}, None)


def test_what_a_range_returns_says_nothing_of_the_data(account: FakeAccount) -> None:
    run, plan = planned(account)
    answer = scan_range.handler({"run_id": run, "range": plan[0]}, None)
    assert answer == {"run_id": run, "number": 0}
    assert documents.scanned_range(run, 0) in account.s3.keys(OUTPUT)


def test_a_dataset_that_many_functions_rejected_is_not_downloaded(account: FakeAccount) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30) + b"{\n"})
    found = merged(account, run, plan)
    read = len(account.journal.of("GetObject"))
    with pytest.raises(DatasetRejected, match=r"train\.jsonl, line 31"):
        prepare_data.handler({"run_id": run}, None)
    assert document(account, documents.preflight(run)) == found
    page = account.s3.read(OUTPUT, documents.preflight_page(run)) or b""
    assert b"train.jsonl, line 31" in page
    assert {call["Bucket"] for call in account.journal.of("GetObject")[read:]} == {OUTPUT}


def test_a_large_dataset_that_needs_no_change_is_copied_and_not_downloaded(
    account: FakeAccount,
) -> None:
    files = {"train.jsonl": conversations(30), "val.jsonl": conversations(3)}
    data = {"training": "train.jsonl", "validation": "val.jsonl"}
    run, plan = planned(account, files=files, data=data)
    merged(account, run, plan)
    read = len(account.journal.of("GetObject"))
    prepared = prepare_data.handler({"run_id": run}, None)
    assert {call["Bucket"] for call in account.journal.of("GetObject")[read:]} == {OUTPUT}
    for split, file in (("training", "train.jsonl"), ("validation", "val.jsonl")):
        assert account.s3.read(OUTPUT, prepared[split]["key"]) == files[file]
        assert prepared[split]["records"] == files[file].count(b"\n")
    assert document(account, documents.prepared_data(run)) == prepared


def test_the_tokens_of_the_teacher_are_those_of_a_small_dataset(account: FakeAccount) -> None:
    body = lines([prompt(number) for number in range(120)])
    run, plan = planned(account, files={"train.jsonl": body}, **DISTILLATION)
    tokens = prepare_data.handler({"run_id": run}, None)["teacher_tokens"]
    merged(account, run, plan)
    prepared = prepare_data.handler({"run_id": run}, None)
    assert prepared["training"]["sha256"] is None
    assert prepared["teacher_tokens"] == tokens is not None


def test_a_large_dataset_that_needs_a_change_gets_it(account: FakeAccount) -> None:
    odd = conversations(30) + conversation("odd", schemaVersion="odd")
    data = {"training": "train.jsonl", "validation": "none"}
    run, plan = planned(account, files={"train.jsonl": odd}, data=data)
    merged(account, run, plan)
    prepared = prepare_data.handler({"run_id": run}, None)
    body = account.s3.read(OUTPUT, prepared["training"]["key"]) or b""
    assert prepared["training"]["records"] == 31
    assert b'"schemaVersion":"odd"' not in body


def test_a_dataset_that_the_disk_has_no_room_for_is_refused_with_what_to_do(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    merged(account, run, plan)
    full = SimpleNamespace(free=len(conversations(30)) - 1)
    monkeypatch.setattr("shutil.disk_usage", lambda _: full)
    with pytest.raises(NotYetSupported, match="name a validation file"):
        prepare_data.handler({"run_id": run}, None)


def test_a_dataset_that_many_functions_accepted_is_prepared(account: FakeAccount) -> None:
    run, plan = planned(account, files={"train.jsonl": conversations(30)})
    merged(account, run, plan)
    assert prepare_data.handler({"run_id": run}, None)["training"]["records"] == 27
