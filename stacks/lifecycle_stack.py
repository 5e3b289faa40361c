"""Intake, one function per step, the state machine, and what wakes them."""

from typing import Any

from aws_cdk import CfnOutput, Duration, Size, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lifecycle.environment import (
    AnnouncementEnvironment,
    IntakeEnvironment,
    SettlementEnvironment,
    StepEnvironment,
)
from lifecycle.request import Technique
from settings import Settings
from stacks.access_stack import AccessStack
from stacks.acknowledgements import (
    acknowledge_dead_letter_queue,
    acknowledge_queue_consumer,
)
from stacks.foundation_stack import FoundationStack
from stacks.function import Function, Platform, Sizes
from stacks.function_code import dependencies_layer, function_code
from stacks.graders_stack import GradersStack
from stacks.lifecycle_machine import LifecycleMachine
from stacks.lifecycle_triggers import LifecycleTriggers
from stacks.role_policy import explained_policy, tracing_statements
from stacks.step_permissions import Permissions, StepPermissions


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
        self._settings, self._foundation, self._access = settings, foundation, access
        self._graders = graders
        self._live_parameters = f"{settings.parameter_prefix}/live"
        self._permissions = StepPermissions(
            self,
            settings=settings,
            foundation=foundation,
            access=access,
            parameters=self._live_parameters,
        )
        self.dead_letters = self._queue("DeadLetters", retention=Duration.days(14))
        acknowledge_dead_letter_queue(self.dead_letters)
        self.landed_objects = self._landed_objects()
        self.run_topic = sns.Topic(
            self, "RunTopic", master_key=foundation.data_key, enforce_ssl=True
        )
        self._platform = self._shared_platform()

        self.steps = self._step_functions()
        self.machine = LifecycleMachine(
            self, "Machine", steps=self.steps, settings=settings, foundation=foundation
        )
        self.settle_waits = self._settle_waits()
        self.intake = self._intake()
        self.announce_run = self._announce_run()
        self._trigger()
        CfnOutput(self, "StateMachineArn", value=self.machine.state_machine.state_machine_arn)
        CfnOutput(self, "LiveParameterPrefix", value=self._live_parameters)
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

    def _step_functions(self) -> dict[str, Function]:
        may = self._permissions
        return {
            "accept_request": self._step("accept_request", may.accept_request()),
            "plan_scan": self._step("plan_scan", may.plan_scan()),
            "scan_range": self._step("scan_range", may.scan_range(), self._scanning()),
            "merge_scans": self._step("merge_scans", may.merge_scans(), self._merging()),
            "prepare_data": self._prepare_data(may.prepare_data()),
            "start_customization": self._step("start_customization", may.start_customization()),
            "register_wait": self._step("register_wait", may.register_wait()),
            "collect_metrics": self._step("collect_metrics", may.collect_metrics()),
            "abandon_trial": self._step("abandon_trial", may.abandon_trial()),
            "choose_model": self._step("choose_model", may.choose_model()),
            "check_weights": self._step("check_weights", may.check_weights()),
            "start_import": self._step("start_import", may.start_import()),
            "collect_import": self._step("collect_import", may.collect_import()),
            "start_provisioning": self._step("start_provisioning", may.start_provisioning()),
            "verify_deployment": self._step("verify_deployment", may.verify_deployment()),
            "publish_run": self._step("publish_run", may.publish_run()),
            "release_provisioning": self._step("release_provisioning", may.release_provisioning()),
            "record_failure": self._step("record_failure", may.record_failure()),
        }

    def _step(self, module: str, permissions: Permissions, sizes: Sizes | None = None) -> Function:
        return Function(
            self,
            _pascal_case(module),
            module=module,
            platform=self._platform,
            environment=self._step_environment(),
            permissions=permissions,
            sizes=sizes,
        )

    def _prepare_data(self, permissions: Permissions) -> Function:
        """Streams whole datasets through its disk."""
        sizes = Sizes(
            timeout=Duration.minutes(15),
            memory_mib=self._settings.preparation_memory_mib,
            storage=Size.gibibytes(10),
        )
        return self._step("prepare_data", permissions, sizes)

    def _scanning(self) -> Sizes:
        return Sizes(memory_mib=self._settings.preparation_memory_mib)

    def _merging(self) -> Sizes:
        return Sizes(timeout=Duration.minutes(15), memory_mib=self._settings.merge_memory_mib)

    def _step_environment(self) -> StepEnvironment:
        network, role_arn = self._settings.job_network, self._access.role_arn
        return StepEnvironment(
            intake_bucket=self._foundation.intake_bucket.bucket_name,
            output_bucket=self._foundation.output_bucket.bucket_name,
            waits_table=self._foundation.waits_table.table_name,
            fine_tuning_role_arn=role_arn(Technique.FINE_TUNING),
            continued_pre_training_role_arn=role_arn(Technique.CONTINUED_PRE_TRAINING),
            distillation_role_arn=role_arn(Technique.DISTILLATION),
            reinforcement_fine_tuning_role_arn=role_arn(Technique.REINFORCEMENT_FINE_TUNING),
            import_role_arn=role_arn(Technique.IMPORT),
            model_key_arn=self._foundation.model_key.key_arn,
            live_parameter_prefix=self._live_parameters,
            customization_deadline_minutes=int(self._settings.customization_deadline.to_minutes()),
            deployment_deadline_minutes=int(self._settings.deployment_deadline.to_minutes()),
            import_deadline_minutes=int(self._settings.import_deadline.to_minutes()),
            one_function_max_bytes=int(self._settings.one_function_max.to_bytes()),
            one_function_max_objects=self._settings.one_function_max_objects,
            one_function_max_media=self._settings.one_function_max_media,
            scan_range_bytes=int(self._settings.scan_range.to_bytes()),
            grader_arns=",".join(f"{n}={arn}" for n, arn in self._graders.arns().items()),
            model_weight_sources=",".join(source.uri for source in self._settings.model_weights),
            invocation_log_sources=",".join(
                source.uri for source in self._settings.invocation_logs
            ),
            job_subnet_ids=",".join(network.subnet_ids) if network else "",
            job_security_group_ids=",".join(network.security_group_ids) if network else "",
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
            permissions=self._permissions.settle_waits(machine, namespace),
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
            permissions=self._permissions.intake(machine, topic, self.landed_objects.queue_arn),
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
            permissions=self._permissions.announce_run(self.run_topic.topic_arn),
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

    def _landed_objects(self) -> sqs.Queue:
        """Delivers late on purpose: an event decides only once its job's files are settled."""
        return self._queue(
            "LandedObjects",
            delay=self._settings.settle.plus(self._settings.clock_skew),
            visibility=Duration.minutes(12),  # six times the function's time-out, as Lambda advises
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead_letters, max_receive_count=5),
        )

    def _queue(
        self,
        id: str,
        *,
        retention: Duration | None = None,
        delay: Duration | None = None,
        visibility: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            id,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self._foundation.data_key,
            enforce_ssl=True,
            retention_period=retention,
            delivery_delay=delay,
            visibility_timeout=visibility,
            dead_letter_queue=dead_letter_queue,
        )


def _pascal_case(module: str) -> str:
    return "".join(word.capitalize() for word in module.split("_"))
