"""One function for each grader in graders/, with a role that may write its logs and no more."""

from pathlib import Path
from typing import Any

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from lifecycle.environment import GraderEnvironment
from settings import Settings
from stacks.acknowledgements import (
    acknowledge_function,
    acknowledge_host_runtime,
    acknowledge_synchronous_function,
)
from stacks.construct_id import pascal_case
from stacks.foundation_stack import FoundationStack
from stacks.function_code import ROOT, dependencies_layer, grader_code
from stacks.role_policy import attach_policy, explained_policy, tracing_statements

GRADERS = ROOT / "graders"


class GradersStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: Settings,
        foundation: FoundationStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self._settings, self._foundation = settings, foundation
        self._code, self._layer = grader_code(), dependencies_layer(self, settings)
        self._tracing = explained_policy(
            self,
            "Tracing",
            description="Active tracing of the graders",
            statements=tracing_statements(),
        )
        self.names = grader_names(GRADERS)
        for name in self.names:
            self._grader(name)

    def arns(self) -> dict[str, str]:
        """By the name that job.yaml uses. Made of names, not exported: no stack could let go of a
        grader that another one still imports."""
        return {name: self._arn(name) for name in self.names}

    def _arn(self, name: str) -> str:
        return self.format_arn(
            service="lambda",
            resource="function",
            resource_name=self._settings.grader_function(name),
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def _grader(self, name: str) -> None:
        settings, scope = self._settings, Construct(self, pascal_case(name))
        log_group = logs.LogGroup(
            scope,
            "Logs",
            retention=settings.log_retention,
            encryption_key=self._foundation.data_key,
            removal_policy=settings.removal_policy,
        )
        function = lambda_.Function(
            scope,
            "Function",
            function_name=settings.grader_function(name),
            description=f"Tailor: the grader {name}",
            code=self._code,
            handler="lambdas.grade_samples.handler",
            layers=[self._layer],
            runtime=settings.runtime,
            architecture=settings.architecture,
            memory_size=settings.function_memory_mib,
            timeout=settings.grader_timeout,
            environment=GraderEnvironment(grader=name).to_variables(),
            role=self._role(scope, log_group).without_policy_updates(),
            log_group=log_group,
            tracing=lambda_.Tracing.ACTIVE,
        )
        acknowledge_function(function)
        acknowledge_synchronous_function(function)
        if settings.runs_on_host:
            acknowledge_host_runtime(function)

    def _role(self, scope: Construct, log_group: logs.LogGroup) -> iam.Role:
        role = iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        write_logs = iam.PolicyStatement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log_group.log_group_arn],
        )
        attach_policy(
            scope,
            "Permissions",
            role=role,
            description="Write its logs: a grader reaches nothing else",
            statements=[write_logs],
        )
        role.add_managed_policy(self._tracing)
        return role


def grader_names(folder: Path) -> list[str]:
    """Of the files in the folder, as job.yaml names them."""
    files = (path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    return sorted(stem.replace("_", "-") for stem in files)
