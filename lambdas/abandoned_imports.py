"""Import jobs of runs that have ended: none can be stopped, so each is waited out, and the model
that it makes is deleted, which would be billed for its storage and fill a small quota."""

import time

from botocore.exceptions import ClientError

from lambdas import aws, waiting_room
from lifecycle import names
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import error_code
from lifecycle.waits import NOBODY, Target, Wait


def abandon(run: str, environment: StepEnvironment) -> None:
    """Takes the place of the run's own wait, until a redriven state waits again."""
    now = int(time.time())
    waiting_room.register(
        environment.waits_table,
        Wait(
            target=Target.IMPORT,
            name=names.import_job(run),
            run_id=run,
            token=NOBODY,
            registered_at=now,
            deadline_at=now + 60 * environment.import_deadline_minutes,
        ),
    )


def clear(wait: Wait, table: str) -> bool:
    """Whether the job has ended, so that nothing of it is left."""
    if _status(wait.name) == "InProgress":
        return False
    delete_imported_model(names.imported_model(wait.run_id))
    waiting_room.leave(table, wait)
    return True


def delete_imported_model(name: str) -> None:
    try:
        aws.bedrock().delete_imported_model(modelIdentifier=name)
    except ClientError as error:
        if error_code(error) != "ResourceNotFoundException":
            raise


def _status(job: str) -> str:
    try:
        return aws.bedrock().get_model_import_job(jobIdentifier=job).get("status", "")
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return "Gone"
        raise
