"""A distributed scan of texts, some function of which dies at some moment and is tried again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambdas import merge_scans, plan_scan, scan_range
from lifecycle import documents
from tests.lambdas.fakes.account import OUTPUT, FakeAccount
from tests.lambdas.invented_provider import LOOM, invented_provider
from tests.lambdas.killing import Killed, every_moment
from tests.lambdas.stages import accepted, document

FILES = {
    "corpus/a.txt": b"The warp.\n\nAll rights reserved.",
    "corpus/b.txt": b"The weft.\n\nAll rights reserved.",
}
REQUEST: dict[str, Any] = {
    "technique": "continued-pre-training",
    "base_model": LOOM,
    "data": {"training": "corpus/", "validation": "none"},
}
CALLS = 39


@pytest.fixture(autouse=True)
def _invented(
    tmp_path: Path, account: FakeAccount, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    account.bedrock.customizations = ["CONTINUED_PRE_TRAINING"]
    monkeypatch.setenv("SCAN_RANGE_BYTES", "1")
    with invented_provider(tmp_path, monkeypatch):
        yield


def tried_again(handler: Any, event: dict[str, Any]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = handler(event, None)
    except Killed:
        answer = handler(event, None)
    return answer


def scan(account: FakeAccount, run: str) -> None:
    plan_key = tried_again(plan_scan.handler, {"run_id": run})["plan_key"]
    while plan_key:
        for part in document(account, plan_key):
            tried_again(scan_range.handler, {"run_id": run, "range": part})
        plan_key = tried_again(merge_scans.handler, {"run_id": run})["plan_key"]


def records_of(account: FakeAccount, run: str) -> list[bytes | None]:
    return [account.s3.read(OUTPUT, documents.range_records(run, number)) for number in (0, 1)]


@every_moment(calls=CALLS)
def test_it_leaves_what_it_would_have_left(
    account: FakeAccount, call: int, after_effect: bool
) -> None:
    run = accepted(account, files=FILES, **REQUEST)
    account.journal.fail_call(
        len(account.journal.calls) + call, Killed(), after_effect=after_effect
    )
    scan(account, run)
    assert records_of(account, run) == [
        b'{"input":"The warp.\\n\\nAll rights reserved."}\n',
        b'{"input":"The weft."}\n',
    ]
    assert document(account, documents.merged_scans(run))["records"]["training"] == 2


def test_the_calls_of_a_scan_are_those_that_are_killed_above(account: FakeAccount) -> None:
    run = accepted(account, files=FILES, **REQUEST)
    done = len(account.journal.calls)
    scan(account, run)
    assert len(account.journal.calls) - done == CALLS
