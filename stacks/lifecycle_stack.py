"""Intake, one function per step, the state machine, and what wakes them."""

from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sns as sns
from constructs import Construct

from lifecycle.environment import (
    AnnouncementEnvironment,
    IntakeEnvironment,
    SettlementEnvironment,
)
from settings import Settings
from stacks.access_stack import AccessStack
from stacks.acknowledgements import acknowledge_queue_consumer
from stacks.foundation_stack import FoundationStack
from stacks.function import Function, Platform
from stacks.function_code import dependencies_layer, function_code
from stacks.graders_stack import GradersStack
from stacks.lifecycle_machine import LifecycleMachine
from stacks.lifecycle_queues import dead_letter_queue, landed_objects_queue
from stacks.lifecycle_steps import lifecycle_steps
from stacks.lifecycle_triggers import LifecycleTriggers
from stacks.permissions import ending, landing, waiting
from stacks.permissions.resources import Resources
from stacks.role_policy import explained_policy, tracing_statements
from stacks.step_environment import step_environment


class LifecycleStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: Settings,
        foundation: FoundationStack,
        graders: GradersStack,
        access: AccessStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self._settings, self._foundation = settings, foundation
        live_parameters = f"{settings.parameter_prefix}/live"
        self._resources = Resources(
            self,
            settings=settings,
            foundation=foundation,
            access=access,
            parameters=live_parameters,
        )
        key = foundation.data_key
        self.dead_letters = dead_letter_queue(self, key)
        self.landed_objects = landed_objects_queue(self, key, settings, self.dead_letters)
        self.run_topic = sns.Topic(self, "RunTopic", master_key=key, enforce_ssl=True)
        self._platform = self._shared_platform()

        environment = step_environment(settings, foundation, graders, access, live_parameters)
        self.steps = lifecycle_steps(self, self._platform, environment, self._resources)
        self.machine = LifecycleMachine(
            self, "Machine", steps=self.steps, settings=settings, foundation=foundation
        )
        self.settle_waits = self._settle_waits()
        self.intake = self._intake()
        self.announce_run = self._announce_run()
        self._trigger()
        CfnOutput(self, "StateMachineArn", value=self.machine.state_machine.state_machine_arn)
        CfnOutput(self, "LiveParameterPrefix", value=live_parameters)
        CfnOutput(self, "RunTopicArn", value=self.run_topic.topic_arn)

    def functions(self) -> dict[str, Function]:
        """Every function of the stack, by its file in lambdas/."""
        return {
            **self.steps,
            "settle_waits": self.settle_waits,
            "intake": self.intake,
            "announce_run": self.announce_run,
        }

    def _trigger(self) -> None:
        LifecycleTriggers(
            self,
            "Triggers",
            intake_bucket=self._foundation.intake_bucket,
            landed_objects=self.landed_objects,
            settle_waits=self.settle_waits.lambda_function,
            announce_run=self.announce_run.lambda_function,
            release_provisioning=self.steps["release_provisioning"].lambda_function,
            state_machine=self.machine.state_machine,
            dead_letters=self.dead_letters,
        )

    def _settle_waits(self) -> Function:
        namespace = self._settings.metric_namespace
        machine = self.machine.state_machine.state_machine_arn
        return Function(
            self,
            "SettleWaits",
            module="settle_waits",
            platform=self._platform,
            environment=SettlementEnvironment(
                waits_table=self._foundation.waits_table.table_name, metric_namespace=namespace
            ),
            permissions=waiting.settle_waits(self._resources, machine, namespace),
        )

    def _intake(self) -> Function:
        machine, topic = self.machine.state_machine.state_machine_arn, self.run_topic.topic_arn
        intake = Function(
            self,
            "Intake",
            module="intake",
            platform=self._platform,
            environment=IntakeEnvironment(
                intake_bucket=self._foundation.intake_bucket.bucket_name,
                output_bucket=self._foundation.output_bucket.bucket_name,
                state_machine_arn=machine,
                topic_arn=topic,
                settle_seconds=int(self._settings.settle.to_seconds()),
            ),
            permissions=landing.intake(
                self._resources, machine, topic, self.landed_objects.queue_arn
            ),
        )
        intake.lambda_function.add_event_source(
            event_sources.SqsEventSource(
                self.landed_objects,
                batch_size=10,
                max_concurrency=5,
                report_batch_item_failures=True,
            )
        )
        acknowledge_queue_consumer(intake.lambda_function)
        return intake

    def _announce_run(self) -> Function:
        return Function(
            self,
            "AnnounceRun",
            module="announce_run",
            platform=self._platform,
            environment=AnnouncementEnvironment(
                output_bucket=self._foundation.output_bucket.bucket_name,
                topic_arn=self.run_topic.topic_arn,
            ),
            permissions=ending.announce_run(self._resources, self.run_topic.topic_arn),
        )

    def _shared_platform(self) -> Platform:
        settings = self._settings
        return Platform(
            settings=settings,
            code=function_code(),
            layer=dependencies_layer(self, settings),
            key=self._foundation.data_key,
            tracing=self._tracing_policy(),
            dead_letters=self.dead_letters,
        )

    def _tracing_policy(self) -> iam.ManagedPolicy:
        return explained_policy(
            self,
            "Tracing",
            description="Active tracing of the functions",
            statements=tracing_statements(),
        )
