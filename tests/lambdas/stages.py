"""Brings a run of one job as far as a test needs it, by the handlers themselves."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from lambdas import (
    accept_request,
    check_weights,
    choose_model,
    collect_import,
    collect_metrics,
    intake,
    prepare_data,
    publish_run,
    start_customization,
    start_import,
    start_provisioning,
    verify_deployment,
)
from lifecycle import documents, names
from tests.lambdas.fakes.account import INTAKE, OUTPUT, FakeAccount
from tests.lifecycle.weights.model_files import model_files

JOB = "support-triage"
REQUEST = {
    "name": JOB,
    "technique": "fine-tuning",
    "base_model": "amazon.nova-lite-v1:0:300k",
    "data": {"training": "train.jsonl"},
}
PROVISIONED, NOT_SERVED = {"mode": "provisioned"}, {"mode": "none"}
TRAINING_CSV = b"step_number,epoch_number,training_loss\n1,1,0.9\n2,2,0.5\n"
VALIDATION_CSV = b"step_number,epoch_number,validation_loss\n1, 1, 0.8\n2, 2, 0.6\n"


def conversation(prompt: str, answer: str = "Four.", **more: Any) -> bytes:
    record = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": prompt}]},
            {"role": "assistant", "content": [{"text": answer}]},
        ],
        **more,
    }
    return json.dumps(record).encode() + b"\n"


def conversations(count: int = 20) -> bytes:
    return b"".join(conversation(f"What is {number} + {number}?") for number in range(count))


def land(
    account: FakeAccount, file: str, body: bytes, *, job: str = JOB, seconds_ago: int = 60
) -> dict[str, Any]:
    """Uploads one file of a job; the queue's message about it."""
    key = f"jobs/{job}/{file}"
    modified_at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
    account.s3.store(INTAKE, key, body, modified_at)
    return message(key)


def message(key: str) -> dict[str, Any]:
    event = {"detail-type": "Object Created", "detail": {"object": {"key": key}}}
    return {"messageId": f"message about {key}", "body": json.dumps(event)}


def receive(*messages: dict[str, Any]) -> list[str]:
    """The ids of the messages that go back to the queue."""
    answer = intake.handler({"Records": list(messages)}, None)
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def manifest(**fields: Any) -> bytes:
    return json.dumps(REQUEST | fields).encode()


def landed(
    account: FakeAccount, files: Mapping[str, bytes] | None = None, **fields: Any
) -> dict[str, Any]:
    """The input of the execution that intake has started."""
    for file, body in (files or {"train.jsonl": conversations()}).items():
        land(account, file, body)
    before = set(account.stepfunctions.executions)
    receive(land(account, "job.yaml", manifest(**fields)))
    (run_id,) = set(account.stepfunctions.executions) - before
    return json.loads(account.stepfunctions.executions[run_id])


def accepted(account: FakeAccount, **landing: Any) -> str:
    run = landed(account, **landing)
    accept_request.handler(run, None)
    return run["run_id"]


def prepared(account: FakeAccount, **landing: Any) -> str:
    run = accepted(account, **landing)
    prepare_data.handler({"run_id": run}, None)
    return run


def customizing(account: FakeAccount, **landing: Any) -> str:
    run = prepared(account, **landing)
    start_trial(run, 0)
    return run


def start_trial(run: str, trial: int) -> None:
    start_customization.handler({"run_id": run, "trial": trial}, None)


def customized(account: FakeAccount, **landing: Any) -> str:
    """The job has ended well and left its two metric files."""
    run = customizing(account, **landing)
    end_trial(account, run, 0, VALIDATION_CSV)
    return run


def end_trial(account: FakeAccount, run: str, trial: int, validation: bytes) -> None:
    account.bedrock.complete(names.customization_job(run, trial))
    folder = f"{documents.customization_output(run, trial)}model-customization-job-1"
    leave = {
        f"{folder}/training_artifacts/step_wise_training_metrics.csv": TRAINING_CSV,
        f"{folder}/validation_artifacts/post/validation/validation_metrics.csv": validation,
    }
    for key, body in leave.items():
        account.s3.store(OUTPUT, key, body)


def swept(account: FakeAccount, *validation_losses: tuple[float, ...], **landing: Any) -> str:
    """One trial for each; its job has ended with those losses, one an epoch."""
    epochs = list(range(1, len(validation_losses) + 1))
    run = prepared(account, hyperparameters={"epochCount": epochs}, **landing)
    for trial, losses in enumerate(validation_losses):
        start_trial(run, trial)
        end_trial(account, run, trial, _validation_csv(losses))
        collect_metrics.handler({"run_id": run, "trial": trial}, None)
    return run


def _validation_csv(losses: tuple[float, ...]) -> bytes:
    rows = [f"{epoch},{epoch},{loss}\n" for epoch, loss in enumerate(losses, start=1)]
    return ("step_number,epoch_number,validation_loss\n" + "".join(rows)).encode()


def chosen(account: FakeAccount, **landing: Any) -> str:
    run = customized(account, **landing)
    collect_metrics.handler({"run_id": run, "trial": 0}, None)
    choose_model.handler({"run_id": run}, None)
    return run


def provisioning(account: FakeAccount, **landing: Any) -> str:
    run = chosen(account, **landing)
    start_provisioning.handler({"run_id": run}, None)
    return run


def serving(account: FakeAccount, **landing: Any) -> str:
    run = provisioning(account, **landing)
    for deployment in account.bedrock.deployments.values():
        deployment["status"] = "Active"
    for throughput in account.bedrock.throughputs.values():
        throughput["status"] = "InService"
    return run


IMPORTED = {"technique": "import", "weights": {"source": "s3://models/open/tiny/"}}
PACKAGE = "arn:aws:sagemaker:us-east-1:111122223333:model-package/nova-support/1"
PACKAGED = {"technique": "import", "weights": {"model_package": PACKAGE}}


def import_manifest(**fields: Any) -> bytes:
    return json.dumps({"name": JOB} | IMPORTED | fields).encode()


def landed_import(account: FakeAccount, **fields: Any) -> dict[str, Any]:
    """The input of the execution; the weights lie in a bucket of their own."""
    for file, body in model_files().items():
        account.s3.store("models", f"open/tiny/{file}", body)
    before = set(account.stepfunctions.executions)
    receive(land(account, "job.yaml", import_manifest(**fields)))
    (run_id,) = set(account.stepfunctions.executions) - before
    return json.loads(account.stepfunctions.executions[run_id])


def accepted_import(account: FakeAccount, **fields: Any) -> str:
    run = landed_import(account, **fields)
    accept_request.handler(run, None)
    return run["run_id"]


def checked_import(account: FakeAccount, **fields: Any) -> str:
    run = accepted_import(account, **fields)
    check_weights.handler({"run_id": run}, None)
    return run


def importing(account: FakeAccount, **fields: Any) -> str:
    run = checked_import(account, **fields)
    start_import.handler({"run_id": run}, None)
    return run


def packaging(account: FakeAccount, **fields: Any) -> str:
    run = accepted_import(account, **(PACKAGED | fields))
    start_import.handler({"run_id": run}, None)
    return run


def imported(account: FakeAccount, *, instruct_supported: bool = True, **fields: Any) -> str:
    run = importing(account, **fields)
    name = names.import_job(run)
    account.bedrock.complete_import(name, instruct_supported=instruct_supported)
    collect_import.handler({"run_id": run}, None)
    return run


def packaged(account: FakeAccount, **fields: Any) -> str:
    run = packaging(account, **fields)
    account.bedrock.custom_models[names.imported_model(run)]["modelStatus"] = "Active"
    collect_import.handler({"run_id": run}, None)
    return run


def published(account: FakeAccount, **landing: Any) -> str:
    run = serving(account, **landing)
    verify_deployment.handler({"run_id": run}, None)
    publish_run.handler({"run_id": run}, None)
    return run


def document(account: FakeAccount, key: str) -> Any:
    body = account.s3.read(OUTPUT, key)
    assert body is not None, f"{key} is not in {account.s3.keys(OUTPUT)}"
    return msgspec.json.decode(body)
