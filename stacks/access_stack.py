"""The roles that Amazon Bedrock assumes: one for each technique, with what that technique needs."""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from lifecycle.catalog import load_catalog
from lifecycle.documents import CUSTOMIZATION_FOLDER, PREPARED_FOLDER, RUNS_PREFIX
from lifecycle.landing import JOBS_PREFIX
from lifecycle.request import Technique
from settings import Settings, SourceLocation
from stacks.foundation_stack import FoundationStack
from stacks.graders_stack import GradersStack
from stacks.job_network_policy import CUSTOMIZATION_JOBS, IMPORT_JOBS
from stacks.key_policies import customize_with_model_key
from stacks.model_permissions import invoke_teachers
from stacks.service_role import ServiceRole, in_this_account, read_sources, use_key


class AccessStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        settings: Settings,
        foundation: FoundationStack,
        graders: GradersStack,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, id, **kwargs)
        self.add_stack_dependency(graders)
        self._settings, self._foundation, self._graders = settings, foundation, graders
        self._roles = {
            Technique.FINE_TUNING: self._customizing("FineTuning"),
            Technique.CONTINUED_PRE_TRAINING: self._customizing("ContinuedPreTraining"),
            Technique.DISTILLATION: self._distilling(),
            Technique.REINFORCEMENT_FINE_TUNING: self._reinforcing(),
            Technique.IMPORT: self._importing(),
        }

    def role_arn(self, technique: Technique) -> str:
        return self._roles[technique].arn

    def _customizing(self, id: str) -> ServiceRole:
        role = ServiceRole(
            self,
            id,
            jobs=CUSTOMIZATION_JOBS,
            description="Assumed by Amazon Bedrock to read prepared data and write job output",
        )
        self._allow_runs(role)
        self._allow_keys(role, "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey")
        if self._settings.job_network:
            role.allow_network(self._settings.job_network)
        return role

    def _distilling(self) -> ServiceRole:
        role = self._customizing("Distillation")
        teachers = invoke_teachers(self, load_catalog(), self._settings.region)
        if teachers:
            role.allow("Teachers", "Ask the teachers, wherever their profiles lead", teachers)
        _allow_sources(role, "InvocationLogs", self._settings.invocation_logs)
        return role

    def _reinforcing(self) -> ServiceRole:
        role = self._customizing("ReinforcementFineTuning")
        graders = list(self._graders.arns().values())
        if graders:
            invoke = iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=graders)
            role.allow("Graders", "Ask the deployed graders for scores", [invoke])
        return role

    def _importing(self) -> ServiceRole:
        role = ServiceRole(
            self,
            "Import",
            jobs=IMPORT_JOBS,
            description="Assumed by Amazon Bedrock to read the weights of a model",
        )
        landed = self._foundation.intake_objects(f"{JOBS_PREFIX}*")
        role.allow(
            "Data",
            "Read weights that landed, write nothing",
            [
                in_this_account(["s3:GetObject"], landed),
                in_this_account(["s3:ListBucket"], self._foundation.intake_bucket.bucket_arn),
            ],
        )
        self._allow_keys(role, "kms:Decrypt", "kms:DescribeKey")
        _allow_sources(role, "Weights", self._settings.model_weights)
        if self._settings.job_network:
            role.allow_network(self._settings.job_network)
        return role

    def _allow_runs(self, role: ServiceRole) -> None:
        prepared = self._foundation.output_objects(f"{RUNS_PREFIX}/*/{PREPARED_FOLDER}/*")
        output = self._foundation.output_objects(f"{RUNS_PREFIX}/*/{CUSTOMIZATION_FOLDER}/*")
        role.allow(
            "Data",
            "Read prepared data, write job output, nothing else",
            [
                in_this_account(["s3:GetObject"], prepared, output),
                in_this_account(["s3:PutObject"], output),
                in_this_account(["s3:ListBucket"], self._foundation.output_bucket.bucket_arn),
            ],
        )

    def _allow_keys(self, role: ServiceRole, *data_key_actions: str) -> None:
        role.allow(
            "Keys",
            "Use the data key, and the model key through Amazon Bedrock",
            [
                use_key(self._foundation.data_key.key_arn, *data_key_actions),
                customize_with_model_key(self._foundation.model_key),
            ],
        )


def _allow_sources(role: ServiceRole, id: str, sources: tuple[SourceLocation, ...]) -> None:
    if sources:
        statements = read_sources(Stack.of(role), sources)
        role.allow(id, "Read what the settings name outside this deployment", statements)
