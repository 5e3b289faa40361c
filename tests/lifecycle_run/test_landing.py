"""Which runs the files that land in the intake bucket come to."""

import json
import time
from dataclasses import dataclass

import pytest
from deployed import Deployed, conversations, job_files, waiting

from lifecycle import documents, names
from lifecycle.request import MANIFEST_NAME

QUIET_SECONDS = 4.0


def _files(job: str) -> dict[str, bytes]:
    """Too small a set for any model: the run is refused early, which is all that is needed."""
    return job_files(job, training=conversations(2))


def _wait_for_run(deployed: Deployed, run: str) -> None:
    for _ in waiting(30, f"run {run} to start"):
        if deployed.execution(run):
            return


@dataclass(frozen=True)
class Landed:
    """What has landed a while ago: nothing more will come of it."""

    data_first: str
    """Its run."""
    manifest: str
    """The version of a manifest whose data have not come."""


@pytest.fixture(scope="module")
def landed(deployed: Deployed) -> Landed:
    run = deployed.submit("data-first", _files("data-first"))
    manifest = _files("manifest-first")[MANIFEST_NAME]
    version = deployed.upload("manifest-first", MANIFEST_NAME, manifest)
    for file, body in _files("elsewhere").items():
        deployed.s3.put_object(
            Bucket=deployed.intake_bucket, Key=f"jobs-old/elsewhere/{file}", Body=body
        )
    _wait_for_run(deployed, run)
    time.sleep(QUIET_SECONDS)
    return Landed(run, version)


def test_data_before_manifest_starts_one_run(deployed: Deployed, landed: Landed) -> None:
    assert deployed.executions_of("data-first") == [landed.data_first]


def test_files_outside_of_jobs_start_nothing(deployed: Deployed, landed: Landed) -> None:
    assert deployed.executions_of("elsewhere") == []


def test_manifest_before_data_starts_one_run(deployed: Deployed, landed: Landed) -> None:
    files, manifest = _files("manifest-first"), landed.manifest
    assert deployed.executions_of("manifest-first") == []
    training = deployed.upload("manifest-first", "train.jsonl", files["train.jsonl"])
    run = names.run_id("manifest-first", {MANIFEST_NAME: manifest, "train.jsonl": training})
    _wait_for_run(deployed, run)
    assert deployed.executions_of("manifest-first") == [run]


def test_a_new_version_of_one_file_starts_one_new_run(deployed: Deployed) -> None:
    files = _files("new-version")
    versions = {file: deployed.upload("new-version", file, body) for file, body in files.items()}
    first = names.run_id("new-version", versions)
    _wait_for_run(deployed, first)
    versions["train.jsonl"] = deployed.upload("new-version", "train.jsonl", conversations(3))
    second = names.run_id("new-version", versions)
    _wait_for_run(deployed, second)
    time.sleep(QUIET_SECONDS)
    assert set(deployed.executions_of("new-version")) == {first, second}


def test_a_thousand_equal_events_start_one_run(deployed: Deployed) -> None:
    run = deployed.submit("thousandfold", _files("thousandfold"))
    _wait_for_run(deployed, run)
    queue_url = deployed.physical_id("lifecycle", "LandedObjects")
    sqs = deployed.account.client("sqs")
    detail = {"bucket": {"name": deployed.intake_bucket}}
    detail["object"] = {"key": "jobs/thousandfold/train.jsonl"}
    body = json.dumps({"source": "aws.s3", "detail-type": "Object Created", "detail": detail})
    for batch in range(100):
        entries = [{"Id": str(i), "MessageBody": body} for i in range(10)]
        sent = sqs.send_message_batch(QueueUrl=queue_url, Entries=entries)
        assert len(sent["Successful"]) == 10, batch
    _wait_until_empty(deployed, queue_url)
    assert deployed.executions_of("thousandfold") == [run]


def test_a_broken_manifest_is_quarantined_once_with_its_reason(deployed: Deployed) -> None:
    version = deployed.upload("broken-manifest", MANIFEST_NAME, b"name: [unclosed")
    manifest = names.run_id("broken-manifest", {MANIFEST_NAME: version})
    key = documents.quarantine_account(documents.quarantined_request(manifest))
    for _ in waiting(30, "the quarantine document"):
        listed = deployed.s3.list_objects_v2(Bucket=deployed.output_bucket, Prefix=key)
        if listed["KeyCount"]:
            break
    assert deployed.document(key)["code"] == "TLR-101"
    assert deployed.executions_of("broken-manifest") == []


def test_two_jobs_at_once_come_to_two_runs(deployed: Deployed) -> None:
    runs = {job: deployed.submit(job, _files(job)) for job in ("twin-one", "twin-two")}
    for job, run in runs.items():
        _wait_for_run(deployed, run)
        assert deployed.executions_of(job) == [run]


def _wait_until_empty(deployed: Deployed, queue_url: str) -> None:
    attributes = [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
    ]
    for _ in waiting(60, "the queue to be worked off"):
        found = deployed.account.client("sqs").get_queue_attributes(
            QueueUrl=queue_url, AttributeNames=attributes
        )["Attributes"]
        if not any(int(found[name]) for name in attributes):
            return
