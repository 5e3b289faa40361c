"""Models that were trained elsewhere: from weights that land to a model that answers."""

import json
from typing import Any

import pytest
from deployed import Deployed, conversations, waiting

from lifecycle import documents, names
from lifecycle.request import MANIFEST_NAME
from tests.lifecycle.weights.model_files import model_files

CHATS = {"tokenizer_config.json": b'{"chat_template": "{{ messages }}"}'}
WAY_OF_AN_IMPORT = [
    "Accept request",
    "Was the model trained elsewhere?",
    "Check weights",
    "Start import",
    "Wait for import",
    "Collect import",
    "Is the model to be served?",
    "Verify deployment",
    "Publish run",
    "Lifecycle succeeded",
]


def submit(deployed: Deployed, job: str, weights: dict[str, bytes], **request: Any) -> str:
    """Uploads the weights beside job.yaml; the run id that they must lead to."""
    manifest = {
        "name": job,
        "technique": "import",
        "weights": {"source": "weights/"},
        "data": {"test": "test.jsonl"},
        **request,
    }
    return deployed.submit(
        job,
        {
            **{f"weights/{file}": body for file, body in weights.items()},
            "test.jsonl": conversations(4),
            MANIFEST_NAME: json.dumps(manifest).encode(),
        },
    )


def imported_models_of(deployed: Deployed, run: str) -> list[dict[str, Any]]:
    listed = deployed.bedrock.list_imported_models(nameContains=run)
    return list(listed.get("modelSummaries", []))


@pytest.mark.parametrize(
    ("job", "changes", "invocation"),
    [("import-chats", CHATS, "converse"), ("import-completes", {}, "completion")],
)
def test_weights_that_land_become_a_model_that_answers(
    deployed: Deployed, job: str, changes: dict[str, bytes], invocation: str
) -> None:
    run = submit(deployed, job, model_files() | changes)
    ended = deployed.ended(run, seconds=300)
    assert ended["status"] == "SUCCEEDED", (ended.get("error"), ended.get("cause"))
    assert deployed.entered_states(run) == WAY_OF_AN_IMPORT
    record = deployed.document(documents.run_record(run))
    (model,) = imported_models_of(deployed, run)
    assert record["serving_arn"] == record["imported"]["model_arn"] == model["modelArn"]
    assert record["imported"]["invocation"] == invocation
    live = deployed.account.client("ssm").get_parameter(Name=record["live_parameter"])
    assert live["Parameter"]["Value"] == model["modelArn"]
    checked = deployed.document(documents.checked_weights(run))
    assert all(file["version_id"] for file in checked["files"])
    assert deployed.document(documents.verification(run))["prompts_answered"] == 3
    tags = deployed.bedrock.list_tags_for_resource(resourceARN=model["modelArn"])["tags"]
    assert {"key": "tailor:run-id", "value": run} in tags


def test_weights_that_cannot_be_imported_start_no_job(deployed: Deployed) -> None:
    run = submit(deployed, "import-broken", model_files() | {"model.safetensors": b"nothing"})
    assert deployed.ended(run, seconds=300)["error"] == "WeightsRejected"
    assert "model.safetensors" in deployed.failure_reason(run)
    assert (
        deployed.bedrock.list_model_import_jobs(nameContains=run)["modelImportJobSummaries"] == []
    )


def test_an_aborted_run_leaves_no_imported_model(deployed: Deployed) -> None:
    """Its job cannot be stopped: the sweep deletes what it makes."""
    job = "import-aborted"
    stuck = {"import": job, "outcome": "stuck"}
    deployed.account.schedule_fault(**stuck)
    run = submit(deployed, job, model_files())
    for _ in waiting(300, "the import to start"):
        if deployed.execution(run) and "Wait for import" in deployed.entered_states(run):
            break
    deployed.states.stop_execution(executionArn=deployed.execution_arn(run))
    _wait_until_abandoned(deployed, run)
    deployed.account.remove_fault(**stuck)
    for _ in waiting(120, "the import to end"):
        found = deployed.bedrock.get_model_import_job(jobIdentifier=names.import_job(run))
        if found["status"] == "Completed":
            break
    for _ in waiting(60, "the imported model to be deleted"):
        if not imported_models_of(deployed, run):
            return


def _wait_until_abandoned(deployed: Deployed, run: str) -> None:
    table = deployed.physical_id("foundation", "WaitsTable")
    key = {"wait_id": {"S": f"import#{run}"}}
    dynamodb = deployed.account.client("dynamodb")
    for _ in waiting(120, "the wait to be nobody's"):
        item = dynamodb.get_item(TableName=table, Key=key).get("Item", {})
        if item.get("token", {}).get("S") == "nobody":
            return
