"""The state machine around the workflow: its own key, role, log group and tracing."""

from collections.abc import Mapping

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from settings import Settings
from stacks.function import Function
from stacks.lifecycle_workflow import LifecycleWorkflow
from stacks.role_policy import attach_policy

# The actions of vended logs and of X-Ray have no resources of their own.
_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
_TRACING = (
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
)


class LifecycleMachine(Construct):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        steps: Mapping[str, Function],
        settings: Settings,
        log_key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        functions = {module: step.lambda_function for module, step in steps.items()}
        key = kms.Key(
            self,
            "Key",
            description="Tailor: the state of running executions",
            enable_key_rotation=True,
            removal_policy=settings.removal_policy,
        )
        role = self._role()
        self._allow_steps(role, [f.function_arn for f in functions.values()], key)
        self._allow_observation(role)
        workflow = LifecycleWorkflow(self, "Workflow", functions=functions, settings=settings)
        self.state_machine = sfn.StateMachine(
            self,
            "StateMachine",
            query_language=sfn.QueryLanguage.JSONATA,
            definition_body=sfn.DefinitionBody.from_chainable(workflow.chain),
            timeout=_longest_run(settings),
            role=role.without_policy_updates(),
            encryption_configuration=sfn.CustomerManagedEncryptionConfiguration(key),
            logs=sfn.LogOptions(
                destination=self._log_group(settings, log_key),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
            tracing_enabled=True,
            removal_policy=settings.removal_policy,
        )

    def _log_group(self, settings: Settings, key: kms.IKey) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            "Logs",
            # Step Functions delivers to this prefix without growing the account's log policy.
            log_group_name=f"/aws/vendedlogs/states/{settings.stack_name('lifecycle')}",
            retention=settings.log_retention,
            encryption_key=key,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _role(self) -> iam.Role:
        of_this_account = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        states = iam.ServicePrincipal("states.amazonaws.com", conditions=of_this_account)
        return iam.Role(self, "Role", assumed_by=states)

    def _allow_steps(self, role: iam.Role, functions: list[str], key: kms.Key) -> None:
        attach_policy(
            self,
            "Steps",
            role=role,
            description="Invoke the steps, keep the state encrypted",
            statements=[
                iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=functions),
                iam.PolicyStatement(
                    actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[key.key_arn]
                ),
            ],
        )

    def _allow_observation(self, role: iam.Role) -> None:
        attach_policy(
            self,
            "Observation",
            role=role,
            description="Vended logs and active tracing",
            statements=[iam.PolicyStatement(actions=[*_LOG_DELIVERY, *_TRACING], resources=["*"])],
        )


def _longest_run(settings: Settings) -> Duration:
    """Both deadlines, each after its queue for a full quota, and a day for everything else."""
    waits = settings.customization_deadline.plus(settings.deployment_deadline)
    queues = settings.quota_patience.plus(settings.quota_patience)
    return waits.plus(queues).plus(Duration.days(1))
