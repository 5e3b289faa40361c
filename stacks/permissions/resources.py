"""What the functions are permitted to reach, and the statements that many of them share."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from lifecycle import documents
from lifecycle.landing import JOBS_PREFIX
from lifecycle.request import Technique
from settings import Settings
from stacks.access_stack import AccessStack
from stacks.foundation_stack import FoundationStack
from stacks.permissions.statements import allow
from stacks.service_role import list_sources, read_sources


class Resources:
    def __init__(
        self,
        stack: Stack,
        *,
        settings: Settings,
        foundation: FoundationStack,
        access: AccessStack,
        parameters: str,
    ) -> None:
        self._stack, self._access, self.foundation = stack, access, foundation
        self.base_models = stack.format_arn(
            service="bedrock", account="", resource="foundation-model", resource_name="*"
        )
        self.jobs = self._every("bedrock", "model-customization-job")
        self.models = self._every("bedrock", "custom-model")
        self.deployments = self._every("bedrock", "custom-model-deployment")
        self.throughputs = self._every("bedrock", "provisioned-model")
        self.import_jobs = self._every("bedrock", "model-import-job")
        self.imported_models = self._every("bedrock", "imported-model")
        self.model_packages = self._every("sagemaker", "model-package")
        self.parameters = stack.format_arn(
            service="ssm", resource="parameter", resource_name=f"{parameters.strip('/')}/*"
        )
        self.read_logs = read_sources(stack, settings.invocation_logs)
        self.list_logs = list_sources(stack, settings.invocation_logs)
        self.read_weights = read_sources(stack, settings.model_weights)
        self.list_output = allow("s3:ListBucket", on=foundation.output_bucket.bucket_arn)

    @property
    def read_landed(self) -> tuple[iam.PolicyStatement, ...]:
        objects = self.foundation.intake_objects(f"{JOBS_PREFIX}*")
        return (
            allow("s3:GetObject", "s3:GetObjectVersion", on=objects),
            allow("s3:ListBucket", on=self.foundation.intake_bucket.bucket_arn),
        )

    @property
    def read_runs(self) -> tuple[iam.PolicyStatement, ...]:
        documents_of_runs = self.foundation.output_objects(f"{documents.RUNS_PREFIX}/*")
        return (allow("s3:GetObject", on=documents_of_runs), self.list_output)

    def write(self, *keys: str) -> iam.PolicyStatement:
        """Each step writes its own documents, so that none can rewrite what another attested."""
        return allow("s3:PutObject", on=tuple(map(self.foundation.output_objects, keys)))

    def pass_roles(self, *techniques: Technique) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            actions=["iam:PassRole"],
            resources=[self._access.role_arn(technique) for technique in techniques],
            conditions={"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}},
        )

    def _every(self, service: str, resource: str) -> str:
        return self._stack.format_arn(service=service, resource=resource, resource_name="*")
