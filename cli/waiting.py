"""What a waiting run waits for, in the words of Amazon Bedrock."""

from collections.abc import Callable, Iterable, Mapping

from botocore.exceptions import ClientError

from cli.account import Account
from cli.history import StateVisit
from cli.run_documents import find_document
from lifecycle import documents, names
from lifecycle.refusal import error_code
from lifecycle.request import DeploymentMode
from lifecycle.run.accepted import AcceptedRequest
from lifecycle.waits import Target


def waiting_for(account: Account, run_id: str, states: Iterable[StateVisit]) -> str:
    """Empty where no state waits."""
    waits = [state for state in states if state.is_open and state.name in _OBSERVERS]
    if not waits:
        return ""
    if len(waits) > 1:
        return f"{len(waits)} customization jobs"
    return _observed(waits[0], account, run_id)


def _observed(state: StateVisit, account: Account, run_id: str) -> str:
    try:
        return _OBSERVERS[state.name](account, run_id, state.trial or 0)
    except ClientError as error:
        # Watching goes on without it: whoever watches may have no access to Bedrock.
        return f"unknown to you ({error_code(error)})"


def _customization(account: Account, run_id: str, trial: int) -> str:
    job = account.bedrock.get_model_customization_job(
        jobIdentifier=names.customization_job(run_id, trial)
    )
    details = job.get("statusDetails", {})
    phases = {
        "validation": details.get("validationDetails", {}).get("status"),
        "data processing": details.get("dataProcessingDetails", {}).get("status"),
        "training": details.get("trainingDetails", {}).get("status"),
    }
    running = [phase for phase, status in phases.items() if status == "InProgress"]
    return f"the job is {job['status']}" + (f": {running[-1]}" if running else "")


def _deployment(account: Account, run_id: str, _trial: int) -> str:
    request = find_document(account, documents.accepted_request(run_id), AcceptedRequest)
    if request and request.deployment_mode is DeploymentMode.PROVISIONED:
        throughput = account.bedrock.get_provisioned_model_throughput(
            provisionedModelId=names.provisioned_model(run_id)
        )
        return f"the provisioned throughput is {throughput['status']}"
    found = account.bedrock.get_custom_model_deployment(
        customModelDeploymentIdentifier=names.deployment(run_id)
    )
    return f"the deployment is {found['status']}"


def _import(account: Account, run_id: str, _trial: int) -> str:
    request = find_document(account, documents.accepted_request(run_id), AcceptedRequest)
    if request and not request.serves_itself:
        model = account.bedrock.get_custom_model(modelIdentifier=names.imported_model(run_id))
        return f"the model is {model.get('modelStatus', 'Active')}"
    job = account.bedrock.get_model_import_job(jobIdentifier=names.import_job(run_id))
    return f"the import job is {job['status']}"


_OBSERVERS: Mapping[str, Callable[[Account, str, int], str]] = {
    f"Wait for {Target.CUSTOMIZATION}": _customization,
    f"Wait for {Target.DEPLOYMENT}": _deployment,
    f"Wait for {Target.IMPORT}": _import,
}
