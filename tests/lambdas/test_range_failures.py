"""Ranges that could not be scanned, and who is told why, against fake buckets."""

import json
from typing import Any

import pytest

from lambdas import (
    record_failure,
    record_range_failure,
    scan_range,
)
from lifecycle.errors import (
    DataChanged,
    NotYetSupported,
    TransientServiceError,
)
from tests.lambdas.fakes.account import (
    INTAKE,
    FakeAccount,
)
from tests.lambdas.scanning import merged, planned
from tests.lambdas.stages import JOB, conversations

TRAINING = f"jobs/{JOB}/train.jsonl"


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
