"""One deployed stage of Tailor: clients for its account, and where its resources are."""

import os
from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, NoRegionError

from cli.errors import NotDeployed
from lifecycle.refusal import error_code

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient

_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5)


class Account:
    """The account that the AWS environment points at, seen through the outputs of one stage."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        # The AWS CLI and the CDK read AWS_REGION, boto3 alone does not.
        self._session = boto3.Session(region_name=os.environ.get("AWS_REGION"))

    @property
    def region(self) -> str:
        region: str | None = self._session.region_name
        if region is None:
            raise NoRegionError
        return region

    @cached_property
    def bedrock(self) -> "BedrockClient":
        client: BedrockClient = self._client("bedrock")
        return client

    @cached_property
    def bedrock_runtime(self) -> "BedrockRuntimeClient":
        client: BedrockRuntimeClient = self._client("bedrock-runtime")
        return client

    @cached_property
    def s3(self) -> "S3Client":
        client: S3Client = self._client("s3")
        return client

    @cached_property
    def ssm(self) -> "SSMClient":
        client: SSMClient = self._client("ssm")
        return client

    @cached_property
    def stepfunctions(self) -> "SFNClient":
        client: SFNClient = self._client("stepfunctions")
        return client

    @cached_property
    def intake_bucket(self) -> str:
        return self._output("foundation", "IntakeBucketName")

    @cached_property
    def output_bucket(self) -> str:
        return self._output("foundation", "OutputBucketName")

    @cached_property
    def state_machine_arn(self) -> str:
        return self._output("lifecycle", "StateMachineArn")

    @cached_property
    def live_parameter_prefix(self) -> str:
        return self._output("lifecycle", "LiveParameterPrefix")

    def _client(self, service: str) -> Any:
        return self._session.client(service, config=_CONFIG)  # type: ignore[call-overload]

    def _output(self, stack: str, key: str) -> str:
        for output in self._outputs(f"tailor-{self.stage}-{stack}"):
            if output["OutputKey"] == key:
                value: str = output["OutputValue"]
                return value
        raise self._not_deployed(f"the stack tailor-{self.stage}-{stack} has no output {key}")

    def _outputs(self, stack: str) -> list[dict[str, str]]:
        cloudformation: CloudFormationClient = self._client("cloudformation")
        try:
            found = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        except ClientError as error:
            # CloudFormation has no error of its own for a stack that does not exist.
            if error_code(error) != "ValidationError":
                raise
            raise self._not_deployed(f"the stack {stack} does not exist") from error
        return [dict(output) for output in found[0].get("Outputs", [])]  # type: ignore[arg-type]

    def _not_deployed(self, what: str) -> NotDeployed:
        return NotDeployed(
            what,
            where=f"stage {self.stage}, region {self.region}",
            fix=f"npx cdk deploy --all -c stage={self.stage}, or choose another --stage",
        )
