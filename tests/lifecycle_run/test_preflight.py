"""Data are proven before Bedrock is called: what is wrong is put aside and told, what is right is
where the service's own role reads it."""

import pytest
from deployed import Deployed, conversations, job_files
from pictures import COLOURS, image_uris, picture_job, pictures, png, submit_pictures

from lifecycle import documents, names
from lifecycle.request import MANIFEST_NAME


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
    run = submit_pictures(deployed, "pictures", pictures())
    ended = deployed.ended(run)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    uris = image_uris(deployed, run)
    assert len(set(uris)) == len(COLOURS)
    prefix = f"s3://{deployed.output_bucket}/{documents.prepared_media(run, '')}"
    assert all(uri.startswith(prefix) for uri in uris)
    keys = {uri.removeprefix(f"s3://{deployed.output_bucket}/") for uri in uris}
    assert {deployed.output(key) for key in keys} == set(pictures().values())
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
    files = pictures()
    del files["images/blue.png"]
    if cause == "too small":
        files["images/blue.png"] = png(1, COLOURS["blue"])
    run = submit_pictures(deployed, job, files)
    assert deployed.ended(run)["error"] == "DatasetRejected"
    _assert_nothing_was_customized(deployed, run)
    expected = {"missing": "media-missing", "too small": "media-dimensions"}[cause]
    assert f"({expected}, " in _told(deployed, run)


def test_a_missing_image_and_then_job_yaml_again_start_a_run_that_finds_it(
    deployed: Deployed,
) -> None:
    job = "pictures-later"
    early, files = pictures(), picture_job(job)
    late = early.pop("images/blue.png")
    versions = {file: deployed.upload(job, file, body) for file, body in files.items()}
    for file, body in early.items():
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
        assert deployed.output(documents.quarantined_file(folder, file)) == body
    assert deployed.document(documents.quarantined_preflight(folder))["verdict"] == "reject"
    page = deployed.output(documents.quarantined_preflight_page(folder))
    assert b"The data cannot be trained on" in page


def _told(deployed: Deployed, run: str) -> str:
    """The sentence on what to repair first."""
    _, _, reason = deployed.announcement(run)["message"].partition("TLR-201: ")
    return str(reason.partition("\n")[0])


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
