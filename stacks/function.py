"""One Lambda function with a role, a log group and tracing of its own."""

from dataclasses import dataclass, field

from aws_cdk import Duration, Size
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from lifecycle.environment import Variables
from settings import Settings
from stacks.acknowledgements import (
    acknowledge_function,
    acknowledge_host_runtime,
)
from stacks.permissions.statements import Permissions
from stacks.role_policy import attach_policy


@dataclass(frozen=True)
class Platform:
    """What all functions share."""

    settings: Settings
    code: lambda_.Code
    layer: lambda_.ILayerVersion
    key: kms.IKey
    tracing: iam.IManagedPolicy
    dead_letters: sqs.IQueue
    """Where asynchronous invocations end that failed for good."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """What a function may use; memory is the stage's, storage Lambda's own, unless given."""

    timeout: Duration = field(default_factory=lambda: Duration.minutes(2))
    memory_mib: int | None = None
    storage: Size | None = None


class Function(Construct):
    """`module` names the file in lambdas/ whose `handler` runs."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        module: str,
        platform: Platform,
        environment: Variables,
        permissions: Permissions,
        sizes: Sizes | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._platform = platform
        self.log_group = self._log_group()
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self._grant(role, permissions)
        self.lambda_function = self._function(module, role, environment, sizes or Sizes())
        acknowledge_function(self.lambda_function)
        if platform.settings.runs_on_host:
            acknowledge_host_runtime(self.lambda_function)

    def _log_group(self) -> logs.LogGroup:
        settings = self._platform.settings
        return logs.LogGroup(
            self,
            "Logs",
            retention=settings.log_retention,
            encryption_key=self._platform.key,
            removal_policy=settings.removal_policy,
        )

    def _function(
        self, module: str, role: iam.Role, environment: Variables, sizes: Sizes
    ) -> lambda_.Function:
        platform, settings = self._platform, self._platform.settings
        return lambda_.Function(
            self,
            "Function",
            description=f"Tailor: {module}",
            code=platform.code,
            handler=f"lambdas.{module}.handler",
            layers=[platform.layer],
            runtime=settings.runtime,
            architecture=settings.architecture,
            memory_size=sizes.memory_mib or settings.function_memory_mib,
            ephemeral_storage_size=sizes.storage,
            timeout=sizes.timeout,
            environment=environment.to_variables(),
            environment_encryption=platform.key,
            role=role.without_policy_updates(),
            log_group=self.log_group,
            tracing=lambda_.Tracing.ACTIVE,
            dead_letter_queue=platform.dead_letters,
        )

    def _grant(self, role: iam.Role, permissions: Permissions) -> None:
        attach_policy(
            self,
            "Permissions",
            role=role,
            description="What the function may do with this deployment's own resources",
            statements=(*self._basics(), *permissions.statements),
        )
        # Apart, so that acknowledging a `*` hides no other statement.
        role.add_managed_policy(self._platform.tracing)
        if permissions.account_wide:
            attach_policy(
                self,
                "AccountWide",
                role=role,
                description="Actions that AWS offers on every resource only",
                statements=permissions.account_wide,
            )

    def _basics(self) -> tuple[iam.PolicyStatement, ...]:
        return (
            iam.PolicyStatement(
                actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                resources=[self.log_group.log_group_arn],
            ),
            iam.PolicyStatement(
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=[self._platform.key.key_arn],
            ),
            iam.PolicyStatement(
                actions=["sqs:SendMessage"], resources=[self._platform.dead_letters.queue_arn]
            ),
        )
