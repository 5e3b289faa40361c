"""What each function may do beyond logging and tracing: the table that an auditor reads."""

from dataclasses import dataclass, field

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from lifecycle import documents
from lifecycle.catalog import CUSTOMIZATION_TYPES
from lifecycle.customization import RUN_ID_TAG
from lifecycle.landing import JOBS_PREFIX
from lifecycle.request import Technique
from settings import Settings
from stacks.access_stack import AccessStack
from stacks.foundation_stack import FoundationStack
from stacks.key_policies import customize_with_model_key, invoke_with_model_key
from stacks.service_role import read_sources


@dataclass(frozen=True)
class Permissions:
    """`account_wide` holds the actions that AWS offers on `*` only, apart from the rest."""

    statements: tuple[iam.PolicyStatement, ...]
    account_wide: tuple[iam.PolicyStatement, ...] = field(default=())


def allow(*actions: str, on: str | tuple[str, ...]) -> iam.PolicyStatement:
    resources = [on] if isinstance(on, str) else list(on)
    return iam.PolicyStatement(actions=list(actions), resources=resources)


class StepPermissions:
    def __init__(
        self,
        stack: Stack,
        *,
        settings: Settings,
        foundation: FoundationStack,
        access: AccessStack,
        parameters: str,
    ) -> None:
        self._read_logs = read_sources(stack, settings.invocation_logs)
        self._foundation, self._access = foundation, access
        intake, output = foundation.intake_bucket, foundation.output_bucket
        self._announcements = foundation.output_objects(documents.announcement("*"))
        self._base_models = stack.format_arn(
            service="bedrock", account="", resource="foundation-model", resource_name="*"
        )
        self._jobs = _bedrock(stack, "model-customization-job")
        self._models = _bedrock(stack, "custom-model")
        self._deployments = _bedrock(stack, "custom-model-deployment")
        self._throughputs = _bedrock(stack, "provisioned-model")
        self._import_jobs = _bedrock(stack, "model-import-job")
        self._imported_models = _bedrock(stack, "imported-model")
        self._model_packages = stack.format_arn(
            service="sagemaker", resource="model-package", resource_name="*"
        )
        self._read_weights = read_sources(stack, settings.model_weights)
        self._parameters = stack.format_arn(
            service="ssm", resource="parameter", resource_name=f"{parameters.strip('/')}/*"
        )
        self._read_landed = (
            allow(
                "s3:GetObject",
                "s3:GetObjectVersion",
                on=foundation.intake_objects(f"{JOBS_PREFIX}*"),
            ),
            allow("s3:ListBucket", on=intake.bucket_arn),
        )
        self._list_output = allow("s3:ListBucket", on=output.bucket_arn)
        self._read_runs = (
            allow("s3:GetObject", on=foundation.output_objects(f"{documents.RUNS_PREFIX}/*")),
            self._list_output,
        )

    def intake(self, state_machine: str, topic: str, queue: str) -> Permissions:
        quarantine = self._foundation.output_objects(documents.quarantined_request("*"))
        receive = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        return Permissions(
            (
                *self._read_landed,
                allow("s3:ListBucketVersions", on=self._foundation.intake_bucket.bucket_arn),
                self._write(documents.landed_folders("*")),
                allow(*receive, on=queue),
                allow("states:StartExecution", on=state_machine),
                allow("s3:PutObject", "s3:DeleteObject", on=quarantine),
                allow("sns:Publish", on=topic),
            )
        )

    def accept_request(self) -> Permissions:
        return Permissions(
            (
                *self._read_landed,
                self._list_output,
                allow(
                    "s3:GetObject", on=self._foundation.output_objects(documents.run_record("*"))
                ),
                self._write(documents.accepted_request("*")),
                allow("bedrock:GetFoundationModel", on=self._base_models),
                allow("bedrock:GetCustomModel", on=self._models),
                allow("ssm:GetParameter", on=self._parameters),
            ),
            account_wide=(allow("bedrock:GetFoundationModelAvailability", on="*"),),
        )

    def plan_scan(self) -> Permissions:
        write = self._write(documents.scan_plan("*"))
        return Permissions((*self._read_landed, *self._read_runs, write))

    def scan_range(self) -> Permissions:
        write = self._write(
            documents.scanned_range("*", "*"),
            documents.range_failure("*", "*"),
            documents.range_media("*", "*"),
            documents.prepared_media("*", "*"),
        )
        return Permissions((*self._read_landed, *self._read_runs, write))

    def merge_scans(self) -> Permissions:
        write = self._write(documents.merged_scans("*"))
        return Permissions((*self._read_landed, *self._read_runs, write))

    def prepare_data(self) -> Permissions:
        write = self._write(
            documents.preflight("*"),
            documents.preflight_page("*"),
            documents.prepared_file("*", "*"),
            documents.prepared_media("*", "*"),
            documents.prepared_data("*"),
            documents.media("*"),
            documents.quarantined_dataset("*"),
        )
        return Permissions((*self._read_landed, *self._read_runs, *self._read_logs, write))

    def start_customization(self) -> Permissions:
        created = (self._base_models, self._models, self._jobs)
        return Permissions(
            (
                *self._read_runs,
                self._write(documents.trial_plan("*", "*")),
                allow("bedrock:CreateModelCustomizationJob", on=created),
                allow("bedrock:TagResource", on=(self._models, self._jobs)),
                allow("bedrock:GetModelCustomizationJob", on=self._jobs),
                self._pass_roles(*CUSTOMIZATION_TYPES),
                customize_with_model_key(self._foundation.model_key),
            )
        )

    def register_wait(self) -> Permissions:
        return Permissions((allow("dynamodb:PutItem", on=self._foundation.waits_table.table_arn),))

    def settle_waits(self, state_machine: str, namespace: str) -> Permissions:
        table = self._foundation.waits_table.table_arn
        return Permissions(
            (
                allow("dynamodb:GetItem", "dynamodb:Scan", "dynamodb:DeleteItem", on=table),
                allow(
                    "bedrock:GetModelCustomizationJob",
                    "bedrock:StopModelCustomizationJob",
                    on=self._jobs,
                ),
                allow(
                    "bedrock:GetCustomModelDeployment",
                    "bedrock:DeleteCustomModelDeployment",
                    on=self._deployments,
                ),
                allow(
                    "bedrock:GetProvisionedModelThroughput",
                    "bedrock:DeleteProvisionedModelThroughput",
                    on=self._throughputs,
                ),
                allow("bedrock:GetModelImportJob", on=self._import_jobs),
                allow("bedrock:GetCustomModel", on=self._models),
                allow("bedrock:DeleteImportedModel", on=self._imported_models),
                allow("states:SendTaskSuccess", "states:SendTaskFailure", on=state_machine),
            ),
            account_wide=(
                iam.PolicyStatement(
                    actions=["cloudwatch:PutMetricData"],
                    resources=["*"],
                    conditions={"StringEquals": {"cloudwatch:namespace": namespace}},
                ),
            ),
        )

    def collect_metrics(self) -> Permissions:
        job = allow("bedrock:GetModelCustomizationJob", on=self._jobs)
        write = self._write(f"{documents.RUNS_PREFIX}/*/metrics/*")
        return Permissions((*self._read_runs, write, job))

    def abandon_trial(self) -> Permissions:
        job = allow(
            "bedrock:GetModelCustomizationJob", "bedrock:StopModelCustomizationJob", on=self._jobs
        )
        return Permissions((self._write(documents.trial_failure("*", "*")), job))

    def choose_model(self) -> Permissions:
        """Deletes the models of other trials: nothing that is not tagged as a run's."""
        delete = iam.PolicyStatement(
            actions=["bedrock:DeleteCustomModel"],
            resources=[self._models],
            conditions={"StringLike": {f"aws:ResourceTag/{RUN_ID_TAG}": "*"}},
        )
        return Permissions((*self._read_runs, self._write(documents.chosen_model("*")), delete))

    def check_weights(self) -> Permissions:
        write = self._write(documents.checked_weights("*"))
        return Permissions((*self._read_landed, *self._read_runs, *self._read_weights, write))

    def start_import(self) -> Permissions:
        """Source: Bedrock user guide, import-with-create-custom-model, for the packages."""
        created = (self._import_jobs, self._imported_models, self._models)
        return Permissions(
            (
                *self._read_runs,
                allow("bedrock:TagResource", on=created),
                allow("bedrock:GetModelImportJob", on=self._import_jobs),
                allow("bedrock:GetCustomModel", on=self._models),
                allow(
                    "sagemaker:DescribeModelPackage",
                    "sagemaker:AccessModelPackageData",
                    on=self._model_packages,
                ),
                self._pass_roles(Technique.IMPORT),
                customize_with_model_key(self._foundation.model_key),
            ),
            account_wide=(
                allow("bedrock:CreateModelImportJob", "bedrock:CreateCustomModel", on="*"),
            ),
        )

    def collect_import(self) -> Permissions:
        return Permissions(
            (
                *self._read_runs,
                self._write(documents.imported_model("*")),
                allow("bedrock:GetImportedModel", on=self._imported_models),
                allow("bedrock:GetCustomModel", on=self._models),
            )
        )

    def start_provisioning(self) -> Permissions:
        return Permissions(
            (
                *self._read_runs,
                allow(
                    "bedrock:CreateCustomModelDeployment",
                    "bedrock:CreateProvisionedModelThroughput",
                    on=self._models,
                ),
                allow("bedrock:GetCustomModelDeployment", on=self._deployments),
                allow("bedrock:GetProvisionedModelThroughput", on=self._throughputs),
                allow("bedrock:GetImportedModel", on=self._imported_models),
                allow("bedrock:TagResource", on=(self._deployments, self._throughputs)),
                customize_with_model_key(self._foundation.model_key),
            )
        )

    def verify_deployment(self) -> Permissions:
        return Permissions(
            (
                *self._read_landed,
                *self._read_runs,
                self._write(documents.verification("*")),
                allow("bedrock:GetCustomModelDeployment", on=self._deployments),
                allow("bedrock:GetProvisionedModelThroughput", on=self._throughputs),
                allow("bedrock:GetImportedModel", on=self._imported_models),
                allow(
                    "bedrock:InvokeModel",
                    on=(self._deployments, self._throughputs, self._imported_models),
                ),
                invoke_with_model_key(self._foundation.model_key),
            )
        )

    def publish_run(self) -> Permissions:
        parameter = allow("ssm:PutParameter", on=self._parameters)
        write = self._write(documents.run_record("*"))
        return Permissions((*self._read_runs, write, parameter))

    def release_provisioning(self) -> Permissions:
        return Permissions(
            (
                allow("bedrock:StopModelCustomizationJob", on=self._jobs),
                allow("bedrock:DeleteCustomModelDeployment", on=self._deployments),
                allow("bedrock:DeleteProvisionedModelThroughput", on=self._throughputs),
                allow("bedrock:DeleteImportedModel", on=self._imported_models),
                allow("dynamodb:PutItem", on=self._foundation.waits_table.table_arn),
            ),
            account_wide=(
                allow(
                    "bedrock:ListModelCustomizationJobs",
                    "bedrock:ListCustomModelDeployments",
                    "bedrock:ListProvisionedModelThroughputs",
                    "bedrock:ListModelImportJobs",
                    "bedrock:ListImportedModels",
                    on="*",
                ),
            ),
        )

    def record_failure(self) -> Permissions:
        return Permissions((*self._read_runs, self._write(documents.failure_record("*"))))

    def announce_run(self, topic: str) -> Permissions:
        return Permissions(
            (
                *self._read_runs,
                allow("s3:PutObject", "s3:DeleteObject", on=self._announcements),
                allow("sns:Publish", on=topic),
            )
        )

    def _pass_roles(self, *techniques: Technique) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._access.role_arn(technique) for technique in techniques],
            conditions={"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}},
        )

    def _write(self, *keys: str) -> iam.PolicyStatement:
        """Each step writes its own documents, so that none can rewrite what another attested."""
        return allow("s3:PutObject", on=tuple(map(self._foundation.output_objects, keys)))


def _bedrock(stack: Stack, resource: str) -> str:
    return stack.format_arn(service="bedrock", resource=resource, resource_name="*")
