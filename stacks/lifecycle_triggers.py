"""What wakes the lifecycle: landed objects, Bedrock's events, the schedule, and ended runs."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lifecycle.landing import JOBS_PREFIX

ENDED = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
CUT_SHORT = ["TIMED_OUT", "ABORTED"]


class LifecycleTriggers(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        intake_bucket: s3.IBucket,
        landed_objects: sqs.IQueue,
        settle_waits: lambda_.IFunction,
        announce_run: lambda_.IFunction,
        release_provisioning: lambda_.IFunction,
        state_machine: sfn.IStateMachine,
        dead_letters: sqs.IQueue,
    ) -> None:
        super().__init__(scope, id)
        self._dead_letters = dead_letters
        self._on_landed_objects(intake_bucket, landed_objects)
        self._on_waits(settle_waits)
        self._on_ended_runs(state_machine, announce_run, release_provisioning)

    def _on_waits(self, settle_waits: lambda_.IFunction) -> None:
        self._rule(
            "JobChanged",
            "A customization job changed its state: look at its wait now",
            self._invoke(settle_waits),
            event_pattern=events.EventPattern(
                source=["aws.bedrock"], detail_type=["Model Customization Job State Change"]
            ),
        )
        self._rule(
            "EveryMinute",
            "Look at every wait: the truth that no lost event can hide",
            self._invoke(settle_waits),
            schedule=events.Schedule.rate(Duration.minutes(1)),
        )

    def _on_ended_runs(
        self,
        state_machine: sfn.IStateMachine,
        announce_run: lambda_.IFunction,
        release_provisioning: lambda_.IFunction,
    ) -> None:
        self._rule(
            "RunEnded",
            "Tell the owner how the run ended",
            self._invoke(announce_run),
            event_pattern=_execution_pattern(state_machine, ENDED),
        )
        run = events.RuleTargetInput.from_object(
            {"run_id": events.EventField.from_path("$.detail.name")}
        )
        self._rule(
            "RunCutShort",
            "Release what an aborted or timed-out run could not release itself",
            self._invoke(release_provisioning, run),
            event_pattern=_execution_pattern(state_machine, CUT_SHORT),
        )

    def _on_landed_objects(self, bucket: s3.IBucket, queue: sqs.IQueue) -> None:
        self._rule(
            "ObjectsLanded",
            "A file of a job landed in the intake bucket",
            targets.SqsQueue(queue, dead_letter_queue=self._dead_letters),
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={
                    "bucket": {"name": [bucket.bucket_name]},
                    "object": {"key": [{"prefix": JOBS_PREFIX}]},
                },
            ),
        )

    def _rule(self, id: str, description: str, target: events.IRuleTarget, **trigger: Any) -> None:
        events.Rule(self, id, description=description, targets=[target], **trigger)

    def _invoke(
        self, function: lambda_.IFunction, event: events.RuleTargetInput | None = None
    ) -> targets.LambdaFunction:
        return targets.LambdaFunction(
            function, event=event, dead_letter_queue=self._dead_letters, retry_attempts=10
        )


def _execution_pattern(machine: sfn.IStateMachine, statuses: list[str]) -> events.EventPattern:
    return events.EventPattern(
        source=["aws.states"],
        detail_type=["Step Functions Execution Status Change"],
        detail={"stateMachineArn": [machine.state_machine_arn], "status": statuses},
    )
