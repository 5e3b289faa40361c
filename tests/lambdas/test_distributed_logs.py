"""Invocation logs that many functions read, against fake buckets: as one function reads them."""

from typing import Any

import pytest

from lambdas import accept_request, plan_scan, prepare_data, scan_range
from lifecycle import documents
from lifecycle.errors import DataChanged, DatasetRejected
from tests.lambdas.fakes.account import LOGS, FakeAccount
from tests.lambdas.scanning import scanned
from tests.lambdas.stages import conversations, document, landed
from tests.lambdas.test_invocation_logs import FOLDER, TEACHER, deliver, record


@pytest.fixture(autouse=True)
def _few_objects(account: FakeAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONE_FUNCTION_MAX_OBJECTS", "3")


def accepted(account: FakeAccount, **logs: Any) -> dict[str, Any]:
    source = {"source": f"s3://{LOGS}/bedrock/", **logs}
    run = landed(
        account,
        files={"test.jsonl": conversations(3)},
        technique="distillation",
        teacher={"model": TEACHER, "max_response_length": 200},
        data={"invocation_logs": source, "test": "test.jsonl"},
    )
    answer: dict[str, Any] = accept_request.handler(run, None)
    return answer


def deliver_hours(account: FakeAccount, hours: int, each: int = 40) -> None:
    models = (TEACHER, TEACHER, "amazon.nova-lite-v1:0")
    for hour in range(hours):
        numbers = range(hour * each, hour * each + each)
        records = [record(number, models[number % 3]) for number in numbers]
        deliver(account, f"{hour:02}.json.gz", [*records, {"modelId": TEACHER}])


@pytest.mark.parametrize(("objects", "is_large"), [(2, False), (3, True)])
def test_logs_are_large_by_the_number_of_their_objects_and_files(
    account: FakeAccount, objects: int, is_large: bool
) -> None:
    deliver_hours(account, objects)
    assert accepted(account)["larger_than_one_function"] is is_large


@pytest.mark.parametrize("use_prompt_response", [False, True])
def test_many_functions_come_to_what_one_does(
    account: FakeAccount, use_prompt_response: bool
) -> None:
    deliver_hours(account, 6)
    run = accepted(account, use_prompt_response=use_prompt_response)["run_id"]
    one = prepare_data.handler({"run_id": run}, None)
    preflight = document(account, documents.preflight(run))
    (plan,) = scanned(account, run)
    assert [part["kind"] for part in plan].count("logs") > 1
    assert prepare_data.handler({"run_id": run}, None) == one
    assert one["logged"]["usable"] == (160 if use_prompt_response else 240)
    merged = document(account, documents.merged_scans(run))
    preflight["stats"]["training"]["sha256"] = None
    assert merged == preflight


def test_counting_ends_where_one_function_would_have_ended(
    account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_hours(account, 5, each=5_000)
    account.s3.store(LOGS, f"{FOLDER}/99.json.gz", b"no gzip")
    run = accepted(account)["run_id"]
    scanned(account, run)
    with pytest.raises(DatasetRejected, match="more than 15000 logged prompts"):
        prepare_data.handler({"run_id": run}, None)


def test_the_first_object_that_cannot_be_read_is_named(account: FakeAccount) -> None:
    deliver_hours(account, 4)
    for name in ("017", "027"):
        account.s3.store(LOGS, f"{FOLDER}/{name}.json.gz", b"no gzip")
    run = accepted(account)["run_id"]
    scanned(account, run)
    with pytest.raises(DatasetRejected, match="cannot be extracted") as refused:
        prepare_data.handler({"run_id": run}, None)
    assert refused.value.where == f"s3://{LOGS}/{FOLDER}/017.json.gz"


def test_an_object_that_changes_after_the_plan_is_changed_data(account: FakeAccount) -> None:
    deliver_hours(account, 4)
    run = accepted(account)["run_id"]
    plan = document(account, plan_scan.handler({"run_id": run}, None)["plan_key"])
    deliver(account, "00.json.gz", [record(0)])
    with pytest.raises(DataChanged, match="an invocation log has changed"):
        for part in plan:
            scan_range.handler({"run_id": run, "range": part}, None)
