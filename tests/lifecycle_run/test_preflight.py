"""Data are proven before Bedrock is called: what is wrong is put aside and told, what is right is
where the service's own role reads it."""

import json
import zlib
from struct import pack
from typing import Any

import pytest
from deployed import Deployed, conversations, job_files

from lifecycle import documents, names
from lifecycle.request import MANIFEST_NAME

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


def test_a_rejected_dataset_costs_nothing_and_its_repair_starts_a_run_that_succeeds(
    deployed: Deployed,
) -> None:
    job, sound = "to-be-repaired", conversations(40)
    lines = sound.splitlines(keepends=True)
    broken = b"".join([*lines[:6], b'{"messages": [\n', *lines[7:]])
    files = job_files(job, training=broken)
    versions = {file: deployed.upload(job, file, body) for file, body in files.items()}
    rejected = names.run_id(job, versions)
    assert deployed.ended(rejected)["error"] == "DatasetRejected"
    _assert_nothing_was_customized(deployed, rejected)
    _assert_put_aside(deployed, rejected, files)
    assert _told(deployed, rejected).startswith("Fix first: train.jsonl, line 7: ")

    versions["train.jsonl"] = deployed.upload(job, "train.jsonl", sound)
    repaired = names.run_id(job, versions)
    ended = deployed.ended(repaired)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert repaired != rejected


def test_images_become_objects_that_the_customization_role_reads(deployed: Deployed) -> None:
    run = _submit(deployed, "pictures", _pictures())
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    uris = _image_uris(deployed, run)
    assert len(set(uris)) == len(COLOURS)
    prefix = f"s3://{deployed.output_bucket}/{documents.prepared_media(run, '')}"
    assert all(uri.startswith(prefix) for uri in uris)
    keys = {uri.removeprefix(f"s3://{deployed.output_bucket}/") for uri in uris}
    copies = {
        deployed.s3.get_object(Bucket=deployed.output_bucket, Key=key)["Body"].read()
        for key in keys
    }
    assert copies == set(_pictures().values())
    (job,) = deployed.jobs_of(run)
    role = deployed.bedrock.get_model_customization_job(jobIdentifier=job["jobArn"])["roleArn"]
    for key in keys:
        assert _decision(deployed, role, f"{deployed.output_bucket}/{key}") == "allowed"
    landed = f"{deployed.intake_bucket}/jobs/pictures/images/red.png"
    assert _decision(deployed, role, landed) == "implicitDeny"


@pytest.mark.parametrize("cause", ["missing", "too small"])
def test_an_image_that_cannot_be_trained_on_stops_the_run_before_bedrock(
    deployed: Deployed, cause: str
) -> None:
    job = f"pictures-{cause.replace(' ', '-')}"
    pictures = _pictures()
    del pictures["images/blue.png"]
    if cause == "too small":
        pictures["images/blue.png"] = _png(1, COLOURS["blue"])
    run = _submit(deployed, job, pictures)
    assert deployed.ended(run)["error"] == "DatasetRejected"
    _assert_nothing_was_customized(deployed, run)
    expected = {"missing": "media-missing", "too small": "media-dimensions"}[cause]
    assert f"({expected}, " in _told(deployed, run)


def test_a_missing_image_and_then_job_yaml_again_start_a_run_that_finds_it(
    deployed: Deployed,
) -> None:
    job = "pictures-later"
    pictures, files = _pictures(), _picture_job(job)
    late = pictures.pop("images/blue.png")
    versions = {file: deployed.upload(job, file, body) for file, body in files.items()}
    for file, body in pictures.items():
        deployed.upload(job, file, body)
    first = names.run_id(job, versions)
    assert deployed.ended(first)["error"] == "DatasetRejected"
    deployed.upload(job, "images/blue.png", late)
    versions[MANIFEST_NAME] = deployed.upload(job, MANIFEST_NAME, files[MANIFEST_NAME])
    second = names.run_id(job, versions)
    assert deployed.ended(second)["status"] == "SUCCEEDED"
    assert set(deployed.executions_of(job)) == {first, second}


def _assert_nothing_was_customized(deployed: Deployed, run: str) -> None:
    assert deployed.jobs_of(run) == []
    assert "Start customization" not in deployed.entered_states(run)


def _assert_put_aside(deployed: Deployed, run: str, files: dict[str, bytes]) -> None:
    folder = documents.quarantined_dataset(run)
    account = deployed.document(documents.quarantine_account(folder))
    assert account["reason"] == deployed.failure_reason(run)
    assert set(account["files"]) == set(files)
    for file, body in files.items():
        assert _output(deployed, documents.quarantined_file(folder, file)) == body
    assert deployed.document(documents.quarantined_preflight(folder))["verdict"] == "reject"
    page = _output(deployed, documents.quarantined_preflight_page(folder))
    assert b"The data cannot be trained on" in page


def _told(deployed: Deployed, run: str) -> str:
    """The sentence on what to repair first."""
    _, _, reason = deployed.announcement(run)["message"].partition("TLR-201: ")
    return str(reason.partition("\n")[0])


def _output(deployed: Deployed, key: str) -> bytes:
    body: bytes = deployed.s3.get_object(Bucket=deployed.output_bucket, Key=key)["Body"].read()
    return body


def _decision(deployed: Deployed, role_arn: str, object_path: str) -> str:
    """What IAM says to the role that asks to read the object."""
    account_id = deployed.account.settings.account_id
    simulated = deployed.account.client("iam").simulate_principal_policy(
        PolicySourceArn=role_arn,
        ActionNames=["s3:GetObject"],
        ResourceArns=[f"arn:aws:s3:::{object_path}"],
        ContextEntries=[
            {
                "ContextKeyName": "aws:ResourceAccount",
                "ContextKeyValues": [account_id],
                "ContextKeyType": "string",
            }
        ],
    )
    (result,) = simulated["EvaluationResults"]
    return str(result["EvalDecision"])


def _pictures() -> dict[str, bytes]:
    return {f"images/{name}.png": _png(64, colour) for name, colour in COLOURS.items()}


def _submit(deployed: Deployed, job: str, pictures: dict[str, bytes]) -> str:
    """The pictures first, as `tailor submit` does; they have no part in the run's id."""
    for file, body in pictures.items():
        deployed.upload(job, file, body)
    return deployed.submit(job, _picture_job(job))


def _picture_job(job: str) -> dict[str, bytes]:
    training = b"".join(_showing(number, list(COLOURS)[number % 3]) for number in range(24))
    return job_files(job, training=training, base_model="amazon.nova-lite-v1:0:300k")


def _showing(number: int, colour: str) -> bytes:
    address = {"s3Location": {"uri": f"images/{colour}.png"}}
    image = {"image": {"format": "png", "source": address}}
    question = {"text": f"Question {number}: which colour is it?"}
    record: dict[str, Any] = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [image, question]},
            {"role": "assistant", "content": [{"text": f"It is {colour}."}]},
        ],
    }
    return json.dumps(record).encode() + b"\n"


def _image_uris(deployed: Deployed, run: str) -> list[str]:
    return [
        block["image"]["source"]["s3Location"]["uri"]
        for split in ("training", "validation")
        for line in _output(deployed, documents.prepared_file(run, split)).splitlines()
        for block in json.loads(line)["messages"][0]["content"]
        if "image" in block
    ]


def _png(side: int, colour: tuple[int, int, int]) -> bytes:
    """A square of one colour, whole to its last chunk."""
    row = b"\0" + bytes(colour) * side
    header = pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * side)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
