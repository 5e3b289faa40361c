"""Tasks of a fake state machine that wait for a job or a deployment of a fake Bedrock."""

from typing import Any

from lambdas import register_wait, settle_waits, waiting_room
from lifecycle import names
from lifecycle.waits import Target
from tests.lambdas.fakes.account import WAITS, FakeAccount
from tests.lambdas.stages import PROVISIONED, customizing, importing, packaging, provisioning

SCHEDULE: dict[str, Any] = {"detail-type": "Scheduled Event", "detail": {}}


def wait_for(account: FakeAccount, target: Target, run: str) -> str:
    """The token of a task that waits, as the state machine registers it."""
    token = account.stepfunctions.waiting_task()
    event = {"run_id": run, "target": target.value, "token": token}
    register_wait.handler(event, None)
    return token


def waiting_customization(account: FakeAccount, **landing: object) -> tuple[str, str]:
    run = customizing(account, **landing)
    return names.customization_job(run, 0), wait_for(account, Target.CUSTOMIZATION, run)


def waiting_deployment(account: FakeAccount) -> tuple[str, str]:
    run = provisioning(account)
    return names.deployment(run), wait_for(account, Target.DEPLOYMENT, run)


def waiting_throughput(account: FakeAccount) -> tuple[str, str]:
    run = provisioning(account, deployment=PROVISIONED)
    return names.provisioned_model(run), wait_for(account, Target.THROUGHPUT, run)


def waiting_import(account: FakeAccount) -> tuple[str, str]:
    run = importing(account)
    return names.import_job(run), wait_for(account, Target.IMPORT, run)


def waiting_custom_model(account: FakeAccount) -> tuple[str, str]:
    run = packaging(account)
    return names.imported_model(run), wait_for(account, Target.CUSTOM_MODEL, run)


def sweep() -> int:
    return settle_waits.handler(SCHEDULE, None)["settled"]


def waits_left() -> int:
    waits, _ = waiting_room.everyone(WAITS)
    return len(waits)
