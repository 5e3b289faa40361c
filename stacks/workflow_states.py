"""The kinds of states that the workflow is made of, each with what it survives and who catches it.

A step's title is its file's name in words: "Prepare data" runs lambdas/prepare_data.py.
"""

from collections.abc import Mapping
from typing import TypeVar

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lifecycle.run.landed import RunInput
from settings import Settings
from stacks.retries import BUSY, KILLED, LONGEST_DELAY, retry

RUN_ID = "{% $run_id %}"
TRIAL = "{% $states.input.trial %}"
TOKEN = "{% $states.context.Task.Token %}"  # noqa: S105 - an expression, no secret
RESULT = "{% $states.result.Payload %}"
ERROR = "{% $failure.Error %}"
# A state that timed out has no cause, and an expression without a value is an error of its own.
CAUSE = "{% $exists($failure.Cause) ? $failure.Cause : '' %}"

CAUGHT_IN_TRIAL = {
    "trial": TRIAL,
    "error": "{% $states.errorOutput.Error %}",
    "cause": "{% $exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : '' %}",
}

OF_RUN: Mapping[str, str] = {"run_id": RUN_ID}
OF_TRIAL: Mapping[str, str] = {"run_id": RUN_ID, "trial": TRIAL}
ANYTHING = ["States.ALL"]
BACKSTOP = Duration.hours(1)
Caught = TypeVar("Caught", tasks.LambdaInvoke, sfn.Map, sfn.DistributedMap)


class WorkflowStates:
    """`functions` by their file's name."""

    def __init__(
        self, scope: Construct, functions: Mapping[str, lambda_.IFunction], settings: Settings
    ) -> None:
        self._scope, self._functions, self._settings = scope, functions, settings
        self._on_error = self._release_and_fail()
        self._on_trial_error = self._abandon_trial()

    def first_step(self, title: str, variables: tuple[str, ...]) -> tasks.LambdaInvoke:
        """Keeps some fields of its result, and the run id, as variables: later states derive
        their input from them, so the state itself stays small."""
        task = self._task(
            title,
            {field: f"{{% $states.input.{field} %}}" for field in RunInput.__struct_fields__},
            assign={
                name: f"{{% $states.result.Payload.{name} %}}" for name in ("run_id", *variables)
            },
        )
        run_id = "{% $states.context.Execution.Name %}"
        task.add_catch(
            self._on_error,
            errors=ANYTHING,
            assign={"run_id": run_id, "failure": "{% $states.errorOutput %}"},
        )
        return task

    def step(self, title: str) -> tasks.LambdaInvoke:
        return self.caught(self._task(title, OF_RUN))

    def trial_step(self, title: str) -> tasks.LambdaInvoke:
        return self._trial_caught(self._task(title, OF_TRIAL))

    def wait(self, title: str, target: str, deadline: Duration) -> tasks.LambdaInvoke:
        return self.caught(self._wait(title, {**OF_RUN, "target": target}, deadline))

    def trial_wait(self, title: str, target: str, deadline: Duration) -> tasks.LambdaInvoke:
        return self._trial_caught(self._wait(title, {**OF_TRIAL, "target": target}, deadline))

    def unless(
        self, question: str, condition: str, *, failure: Mapping[str, str], afterwards: sfn.Chain
    ) -> sfn.Choice:
        """Goes on, unless the condition holds: then the run fails with `failure`."""
        return (
            sfn.Choice.jsonata(self._scope, question)
            .when(
                sfn.Condition.jsonata(condition),
                self._on_error,
                assign={"failure": failure},
            )
            .otherwise(afterwards)
        )

    def queued(self, task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
        """For steps that start something at Bedrock, which runs few things at once."""
        patience = self._settings.quota_patience.to_seconds()
        attempts = patience // LONGEST_DELAY.to_seconds()
        retry(task, ["QuotaReached"], first=Duration.seconds(30), attempts=attempts)
        return self.passing_a_role(task)

    def passing_a_role(self, task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
        # IAM spreads a new role over some seconds; a role that stays wrong is for a person.
        retry(task, ["RoleNotAssumable"], first=Duration.seconds(5), attempts=5)
        return task

    def caught(self, state: Caught) -> Caught:
        state.add_catch(
            self._on_error, errors=ANYTHING, assign={"failure": "{% $states.errorOutput %}"}
        )
        return state

    def _trial_caught(self, task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
        """Inside a trial: its failure is its own, and no reason to end the others."""
        task.add_catch(self._on_trial_error, errors=ANYTHING, outputs=CAUGHT_IN_TRIAL)
        return task

    def _abandon_trial(self) -> tasks.LambdaInvoke:
        caught = {field: f"{{% $states.input.{field} %}}" for field in CAUGHT_IN_TRIAL}
        return self._task("Abandon trial", {**OF_RUN, **caught})

    def _release_and_fail(self) -> sfn.Chain:
        release = self._task("Release provisioning", OF_RUN)
        record = self._task("Record failure", {**OF_RUN, "error": ERROR, "cause": CAUSE})
        failed = sfn.Fail.jsonata(self._scope, "Lifecycle failed", error=ERROR, cause=CAUSE)
        # What cannot be released or recorded must not hide the original error.
        release.add_catch(record, errors=ANYTHING)
        record.add_catch(failed, errors=ANYTHING)
        return release.next(record).next(failed)

    def _wait(
        self, title: str, payload: Mapping[str, str], deadline: Duration
    ) -> tasks.LambdaInvoke:
        """settle_waits enforces the deadline and stops what is waited for; the time-out is only
        for the day that settle_waits itself is broken."""
        wait = tasks.LambdaInvoke.jsonata(
            self._scope,
            title,
            lambda_function=self._functions["register_wait"],
            integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
            payload=sfn.TaskInput.from_object({**payload, "token": TOKEN}),
            outputs="{% $states.input %}",
            task_timeout=sfn.Timeout.duration(deadline.plus(BACKSTOP)),
            retry_on_service_exceptions=False,
        )
        return _retried(wait)

    def _task(
        self, title: str, payload: Mapping[str, str], assign: Mapping[str, str] | None = None
    ) -> tasks.LambdaInvoke:
        task = tasks.LambdaInvoke.jsonata(
            self._scope,
            title,
            lambda_function=self._functions[title.lower().replace(" ", "_")],
            payload=sfn.TaskInput.from_object(dict(payload)),
            outputs=RESULT,
            assign=assign,
            retry_on_service_exceptions=False,
        )
        return _retried(task)


def _retried(task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
    # Throttles and 5xx: up to about half an hour.
    retry(task, BUSY, first=Duration.seconds(5), attempts=12)
    retry(task, KILLED, first=Duration.seconds(2), attempts=4)
    return task
