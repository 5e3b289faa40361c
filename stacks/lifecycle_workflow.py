"""THE state machine, read top to bottom like the lifecycle table of the README.

Slow things (a job, a deployment) wait on a task token that settle_waits returns; nothing polls in
here, so the number of transitions does not depend on how long training takes. Every failing state
releases what is billed, records why, and fails with the original error.
"""

from collections.abc import Mapping
from typing import TypeVar

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from lifecycle.run import RunInput
from lifecycle.waits import Target
from settings import Settings
from stacks.range_scan import scan_ranges
from stacks.retries import BUSY, KILLED, LONGEST_DELAY, retry

RUN_ID = "{% $run_id %}"
TRIAL = "{% $states.input.trial %}"
TOKEN = "{% $states.context.Task.Token %}"  # noqa: S105 - an expression, no secret
RESULT = "{% $states.result.Payload %}"
ERROR = "{% $failure.Error %}"
# A state that timed out has no cause, and an expression without a value is an error of its own.
CAUSE = "{% $exists($failure.Cause) ? $failure.Cause : '' %}"

BACKSTOP = Duration.hours(1)
Caught = TypeVar("Caught", tasks.LambdaInvoke, sfn.Map, sfn.DistributedMap)


class LifecycleWorkflow(Construct):
    """The chain of states over the step functions, by their file's name."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        functions: Mapping[str, lambda_.IFunction],
        documents: s3.IBucket,
        settings: Settings,
    ) -> None:
        """`documents` is the bucket where the steps leave what they made."""
        super().__init__(scope, id)
        self._documents = documents
        self._functions = functions
        self._settings = settings
        self._on_error = self._release_and_fail()
        self.chain = self._lifecycle()

    def _lifecycle(self) -> sfn.Chain:
        from_data_on = (
            sfn.Chain.start(self._step("Prepare data", "prepare_data"))
            .next(self._each_trial("Customize", self._customization()))
            .next(self._step("Choose model", "choose_model"))
            .next(self._queued(self._step("Start provisioning", "start_provisioning")))
            .next(self._wait_for_deployment())
            .next(self._step("Verify deployment", "verify_deployment"))
            .next(self._step("Publish run", "publish_run"))
            .next(sfn.Succeed(self, "Model in service"))
        )
        return sfn.Chain.start(self._accept_request()).next(self._scan_if_large(from_data_on))

    def _scan_if_large(self, afterwards: sfn.Chain) -> sfn.Choice:
        question = sfn.Choice.jsonata(self, "Is the dataset larger than one function?")
        is_large = sfn.Condition.jsonata("{% $larger_than_one_function %}")
        scan = (
            sfn.Chain.start(self._step("Plan scan", "plan_scan"))
            .next(self._caught(self._scan_ranges()))
            .next(self._step("Merge scans", "merge_scans"))
            .next(afterwards)
        )
        return question.when(is_large, scan).otherwise(afterwards)

    def _scan_ranges(self) -> sfn.DistributedMap:
        return scan_ranges(
            self,
            function=self._functions["scan_range"],
            plans=self._documents,
            concurrency=self._settings.scan_concurrency,
        )

    def _customization(self) -> sfn.Chain:
        return (
            sfn.Chain.start(self._queued(self._start_customization()))
            .next(self._wait_for_customization())
            .next(self._trial_step("Collect metrics", "collect_metrics"))
        )

    def _release_and_fail(self) -> sfn.Chain:
        release = self._task("Release provisioning", "release_provisioning", {"run_id": RUN_ID})
        record = self._task(
            "Record failure",
            "record_failure",
            {"run_id": RUN_ID, "error": ERROR, "cause": CAUSE},
        )
        failed = sfn.Fail.jsonata(self, "Lifecycle failed", error=ERROR, cause=CAUSE)
        # What cannot be released or recorded must not hide the original error.
        release.add_catch(record, errors=["States.ALL"])
        record.add_catch(failed, errors=["States.ALL"])
        return release.next(record).next(failed)

    def _accept_request(self) -> tasks.LambdaInvoke:
        """Keeps the run id and the trials in variables: later states derive their input from
        them, so the state itself stays small."""
        accept = self._task(
            "Accept request",
            "accept_request",
            {field: f"{{% $states.input.{field} %}}" for field in RunInput.__struct_fields__},
            assign={
                "run_id": "{% $states.result.Payload.run_id %}",
                "trials": "{% $states.result.Payload.trials %}",
                "larger_than_one_function": (
                    "{% $states.result.Payload.larger_than_one_function %}"
                ),
            },
        )
        accept.add_catch(
            self._on_error,
            errors=["States.ALL"],
            assign={
                "run_id": "{% $states.context.Execution.Name %}",
                "failure": "{% $states.errorOutput %}",
            },
        )
        return accept

    def _each_trial(self, title: str, customization: sfn.Chain) -> sfn.Map:
        branches = sfn.Map.jsonata(
            self,
            title,
            items=sfn.ProvideItems.jsonata("{% $trials %}"),
            item_selector={"trial": "{% $states.context.Map.Item.Value.trial %}"},
        )
        branches.item_processor(customization)
        return self._caught(branches)

    def _step(self, title: str, function: str) -> tasks.LambdaInvoke:
        return self._caught(self._task(title, function, {"run_id": RUN_ID}))

    def _start_customization(self) -> tasks.LambdaInvoke:
        return self._trial_step("Start customization", "start_customization")

    def _trial_step(self, title: str, function: str) -> tasks.LambdaInvoke:
        """Inside a trial: its failure fails the Map, which is caught as a whole."""
        return self._task(title, function, {"run_id": RUN_ID, "trial": TRIAL})

    def _wait_for_deployment(self) -> tasks.LambdaInvoke:
        deadline = self._settings.deployment_deadline
        payload = {"run_id": RUN_ID, "target": Target.DEPLOYMENT.value, "token": TOKEN}
        return self._caught(self._wait("Wait for deployment", payload, deadline))

    def _wait_for_customization(self) -> tasks.LambdaInvoke:
        deadline = self._settings.customization_deadline
        target = Target.CUSTOMIZATION.value
        payload = {"run_id": RUN_ID, "trial": TRIAL, "target": target, "token": TOKEN}
        return self._wait("Wait for customization", payload, deadline)

    def _wait(
        self, title: str, payload: Mapping[str, str], deadline: Duration
    ) -> tasks.LambdaInvoke:
        """settle_waits enforces the deadline and stops what is waited for; the time-out is only
        for the day that settle_waits itself is broken."""
        wait = tasks.LambdaInvoke.jsonata(
            self,
            title,
            lambda_function=self._functions["register_wait"],
            integration_pattern=sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
            payload=sfn.TaskInput.from_object(dict(payload)),
            outputs="{% $states.input %}",
            task_timeout=sfn.Timeout.duration(deadline.plus(BACKSTOP)),
            retry_on_service_exceptions=False,
        )
        return self._retried(wait)

    def _task(
        self,
        title: str,
        function: str,
        payload: Mapping[str, str],
        assign: Mapping[str, str] | None = None,
    ) -> tasks.LambdaInvoke:
        task = tasks.LambdaInvoke.jsonata(
            self,
            title,
            lambda_function=self._functions[function],
            payload=sfn.TaskInput.from_object(dict(payload)),
            outputs=RESULT,
            assign=assign,
            retry_on_service_exceptions=False,
        )
        return self._retried(task)

    def _retried(self, task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
        # Throttles and 5xx: up to about half an hour.
        retry(task, BUSY, first=Duration.seconds(5), attempts=12)
        retry(task, KILLED, first=Duration.seconds(2), attempts=4)
        return task

    def _queued(self, task: tasks.LambdaInvoke) -> tasks.LambdaInvoke:
        """For steps that start something at Bedrock, which runs few things at once."""
        patience = self._settings.quota_patience.to_seconds()
        attempts = patience // LONGEST_DELAY.to_seconds()
        retry(task, ["QuotaReached"], first=Duration.seconds(30), attempts=attempts)
        # IAM spreads a new role over some seconds; a role that stays wrong is for a person.
        retry(task, ["RoleNotAssumable"], first=Duration.seconds(5), attempts=5)
        return task

    def _caught(self, state: Caught) -> Caught:
        state.add_catch(
            self._on_error, errors=["States.ALL"], assign={"failure": "{% $states.errorOutput %}"}
        )
        return state
