"""A dataset beyond one function is scanned by many, and comes to what one function finds."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from changed_steps import changed_step
from deployed import Deployed, conversations, job_files
from pictures import image_uris, pictures, submit_pictures

from lifecycle import documents
from lifecycle.catalog import load_catalog
from lifecycle.dataset.preflight import Options, Sources, preflight
from lifecycle.dataset.rules import rules_for
from lifecycle.request import Technique

MODEL = "amazon.nova-micro-v1:0:128k"
# Larger than what any other test of this folder submits.
LIMITS = {
    "ONE_FUNCTION_MAX_BYTES": "30000",
    "ONE_FUNCTION_MAX_MEDIA": "2",
    "SCAN_RANGE_BYTES": "7000",
}


@pytest.fixture(scope="module")
def lowered(deployed: Deployed) -> Iterator[None]:
    """The steps take 30 kB for more than one function can scan."""
    with (
        changed_step(deployed, "AcceptRequest", LIMITS),
        changed_step(deployed, "PlanScan", LIMITS),
    ):
        yield


def test_many_functions_come_to_what_one_finds(
    deployed: Deployed, lowered: None, tmp_path: Path
) -> None:
    training = conversations(150) + conversations(20)  # with duplicates in other ranges
    test = conversations(4)
    run = deployed.submit(
        "beyond-one", job_files("beyond-one", training=training, test=test, base_model=MODEL)
    )
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert deployed.entered_states(run)[:8] == [
        "Accept request",
        "Was the model trained elsewhere?",
        "Is the dataset larger than one function?",
        "Plan scan",
        "Scan ranges",
        "Merge scans",
        "Do texts repeat those of other ranges?",
        "Prepare data",
    ]
    plan = deployed.document(documents.scan_plan(run))
    assert len(plan) == -(-len(training) // 7_000) + 1
    found = deployed.document(documents.merged_scans(run))
    assert found == _found_by_one({"training": training, "test": test}, tmp_path)
    assert found["duplicates"]["exact"] == 20
    assert found["leakage"]["test"] == 4


def test_a_large_dataset_that_needs_no_change_is_copied_from_bucket_to_bucket(
    deployed: Deployed, lowered: None
) -> None:
    training = conversations(150)
    data = {"training": "train.jsonl", "validation": "none"}
    run = deployed.submit("beyond-copied", job_files("beyond-copied", training=training, data=data))
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    prepared = deployed.document(documents.prepared_data(run))["training"]
    assert deployed.output(prepared["key"]) == training
    assert (prepared["records"], prepared["size"]) == (150, len(training))
    assert prepared["sha256"] is None  # it passed through no function


def test_many_pictures_are_looked_at_and_copied_by_many_functions(
    deployed: Deployed, lowered: None
) -> None:
    run = submit_pictures(deployed, "beyond-pictures", pictures())
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert "Scan ranges" in deployed.entered_states(run)
    assert len(deployed.document(documents.scan_plan(run))) > 1
    bucket = f"s3://{deployed.output_bucket}/"
    copies = {deployed.output(uri.removeprefix(bucket)) for uri in image_uris(deployed, run)}
    assert copies == set(pictures().values())


def test_a_large_dataset_is_rejected_with_the_report_of_a_small_one(
    deployed: Deployed, lowered: None, tmp_path: Path
) -> None:
    lines = conversations(150).splitlines(keepends=True)
    lines[120] = b'{"messages": [{"role": "user", "content"\n'
    data = {"training": "train.jsonl", "validation": "none"}
    run = deployed.submit(
        "beyond-broken", job_files("beyond-broken", training=b"".join(lines), data=data)
    )
    assert deployed.ended(run)["error"] == "DatasetRejected"
    assert "train.jsonl, line 121" in deployed.failure_reason(run)
    report = deployed.document(documents.preflight(run))
    assert report == _found_by_one({"training": b"".join(lines)}, tmp_path)
    assert deployed.jobs_of(run) == []


@pytest.fixture
def silent_endpoint() -> Iterator[str]:
    """Takes connections and answers nothing: who asks there waits until its time is over."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_range_whose_function_is_out_of_time_is_named_with_the_reason(
    deployed: Deployed, lowered: None, silent_endpoint: str
) -> None:
    hanging = {"AWS_ENDPOINT_URL_S3": silent_endpoint}
    with changed_step(deployed, "ScanRange", hanging, Timeout=1):
        run = deployed.submit("beyond-time", job_files("beyond-time", training=conversations(150)))
        assert deployed.ended(run)["status"] == "FAILED"
    reason = deployed.failure_reason(run)
    assert re.match(r"range \d+ \(bytes [\d,]+ to [\d,]+ of jobs/beyond-time/train.jsonl\)", reason)
    assert "its function ran out of time (Sandbox.Timedout: " in reason
    assert deployed.jobs_of(run) == []


def test_a_range_whose_function_is_killed_is_named_with_the_reason(
    deployed: Deployed, lowered: None
) -> None:
    with changed_step(deployed, "ScanRange", {"PYTHONHOME": "/nowhere"}):
        run = deployed.submit("beyond-life", job_files("beyond-life", training=conversations(150)))
        assert deployed.ended(run)["status"] == "FAILED"
    assert "its function was killed (Runtime.ExitError: " in deployed.failure_reason(run)


def _found_by_one(files: dict[str, bytes], folder: Path) -> dict[str, Any]:
    """In one pass, which alone can give a digest of the whole."""
    paths = {split: folder / split for split in files}
    for split, path in paths.items():
        path.write_bytes(files[split])
    names = {"training": "train.jsonl", "test": "test.jsonl"}
    rules = rules_for(load_catalog(), MODEL, Technique.FINE_TUNING)
    found = preflight(Sources(**paths, names=names), rules, Options(digest=False))
    document: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return document
