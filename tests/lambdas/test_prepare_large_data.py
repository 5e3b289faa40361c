"""Prepare data, for datasets that many functions have scanned, against fake buckets."""

from types import SimpleNamespace

import pytest

from lambdas import (
    prepare_data,
)
from lifecycle import documents
from lifecycle.errors import (
    DatasetRejected,
    NotYetSupported,
)
from tests.lambdas.fakes.account import (
    OUTPUT,
    FakeAccount,
)
from tests.lambdas.scanning import merged, planned
from tests.lambdas.stages import conversation, conversations, document
from tests.lambdas.test_technique_data import DISTILLATION, lines, prompt


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
