"""The state machine around the workflow: its own key, role, log group and tracing."""

from collections.abc import Mapping
from math import ceil

from aws_cdk import ArnFormat, Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lifecycle import documents
from lifecycle.request import MAX_TRIALS
from settings import Settings
from stacks.foundation_stack import FoundationStack
from stacks.function import Function
from stacks.lifecycle_workflow import LifecycleWorkflow
from stacks.role_policy import attach_policy, attach_policy_afterwards

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
        foundation: FoundationStack,
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
        self._allow_plans(role, foundation)
        self._allow_observation(role)
        workflow = LifecycleWorkflow(
            self,
            "Workflow",
            functions=functions,
            documents=foundation.output_bucket,
            settings=settings,
        )
        self.state_machine = sfn.StateMachine(
            self,
            "StateMachine",
            query_language=sfn.QueryLanguage.JSONATA,
            definition_body=sfn.DefinitionBody.from_chainable(workflow.chain),
            timeout=_longest_run(settings),
            role=role.without_policy_updates(),
            encryption_configuration=sfn.CustomerManagedEncryptionConfiguration(key),
            logs=sfn.LogOptions(
                destination=self._log_group(settings, foundation.data_key),
                level=sfn.LogLevel.ALL,
                include_execution_data=False,
            ),
            tracing_enabled=True,
            removal_policy=settings.removal_policy,
        )
        # CDK's own policy would be an inline one, on the executions of any Map Run.
        self.state_machine.node.try_remove_child("DistributedMapPolicy")
        self._allow_map_runs(role)

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

    def _allow_plans(self, role: iam.Role, foundation: FoundationStack) -> None:
        keys = (documents.scan_plan("*"), documents.second_scan_plan("*"))
        plans = [foundation.output_objects(key) for key in keys]
        attach_policy(
            self,
            "Plans",
            role=role,
            description="Read the plans of a scan",
            statements=[
                iam.PolicyStatement(actions=["s3:GetObject"], resources=plans),
                iam.PolicyStatement(
                    actions=["kms:Decrypt"], resources=[foundation.data_key.key_arn]
                ),
            ],
        )

    def _allow_map_runs(self, role: iam.Role) -> None:
        """A Map Run starts its executions as this role.

        https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
        """
        machine = self.state_machine
        executions = Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{machine.state_machine_name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        attach_policy_afterwards(
            self,
            "MapRuns",
            role=role,
            description="Start executions for the ranges of a scan",
            statements=[
                iam.PolicyStatement(
                    actions=["states:StartExecution"], resources=[machine.state_machine_arn]
                ),
                iam.PolicyStatement(
                    actions=["states:DescribeExecution", "states:StopExecution"],
                    resources=[executions],
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
    """Every deadline, each after its queue for a full quota, and a day for everything else."""
    rounds = ceil(MAX_TRIALS / settings.concurrent_trials)
    trials = settings.quota_patience.plus(settings.customization_deadline).to_minutes() * rounds
    deployment = settings.quota_patience.plus(settings.deployment_deadline)
    waits = deployment.plus(settings.import_deadline)
    return Duration.minutes(trials).plus(waits).plus(Duration.days(1))
