"""Wait for …: writes down what the run waits for; settle_waits ends the wait."""

import os
import time

from lambdas import waiting_room
from lambdas.step import step
from lifecycle import names
from lifecycle.environment import StepEnvironment
from lifecycle.run.waiting import WaitRequest
from lifecycle.waits import Target, Wait


@step
def handler(request: WaitRequest) -> None:
    environment = StepEnvironment.from_variables(os.environ)
    now = int(time.time())
    waiting_room.register(
        environment.waits_table,
        Wait(
            target=request.target,
            name=_target_name(request),
            run_id=request.run_id,
            token=request.token,
            registered_at=now,
            deadline_at=now + 60 * _deadline_minutes(request.target, environment),
        ),
    )


def _target_name(request: WaitRequest) -> str:
    match request.target:
        case Target.CUSTOMIZATION:
            return names.customization_job(request.run_id, request.trial)
        case Target.DEPLOYMENT:
            return names.deployment(request.run_id)
        case Target.THROUGHPUT:
            return names.provisioned_model(request.run_id)
        case Target.IMPORT:
            return names.import_job(request.run_id)
        case Target.CUSTOM_MODEL:
            return names.imported_model(request.run_id)


def _deadline_minutes(target: Target, environment: StepEnvironment) -> int:
    match target:
        case Target.CUSTOMIZATION:
            return environment.customization_deadline_minutes
        case Target.DEPLOYMENT | Target.THROUGHPUT:
            return environment.deployment_deadline_minutes
        case Target.IMPORT | Target.CUSTOM_MODEL:
            return environment.import_deadline_minutes
