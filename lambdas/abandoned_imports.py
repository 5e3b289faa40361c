"""Import jobs of runs that have ended: none can be stopped, so each is waited out, and the model
that it makes is deleted, which would be billed for its storage and fill a small quota."""

import time

from lambdas import aws, waiting_room
from lifecycle import names
from lifecycle.environment import StepEnvironment
from lifecycle.refusal import GONE, unless_refused
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
    job = unless_refused(lambda: aws.bedrock().get_model_import_job(jobIdentifier=wait.name), GONE)
    if job and job.get("status") == "InProgress":
        return False
    delete_imported_model(names.imported_model(wait.run_id))
    waiting_room.leave(table, wait)
    return True


def delete_imported_model(name: str) -> None:
    unless_refused(lambda: aws.bedrock().delete_imported_model(modelIdentifier=name), GONE)
