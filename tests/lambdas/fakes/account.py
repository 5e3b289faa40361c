"""An AWS account made of fakes, and the environment of functions that are deployed in it."""

from pytest import MonkeyPatch

from lambdas import aws
from lifecycle.environment import (
    AnnouncementEnvironment,
    IntakeEnvironment,
    SettlementEnvironment,
    StepEnvironment,
)
from tests.lambdas.fakes.bedrock import FakeBedrock
from tests.lambdas.fakes.bedrock_runtime import FakeBedrockRuntime
from tests.lambdas.fakes.client import Journal
from tests.lambdas.fakes.dynamodb import FakeDynamoDB
from tests.lambdas.fakes.notices import FakeCloudWatch, FakeSns, FakeSsm
from tests.lambdas.fakes.s3 import FakeS3
from tests.lambdas.fakes.stepfunctions import FakeStepFunctions

INTAKE, OUTPUT = "tailor-intake", "tailor-output"
LOGS = "acme-logs"
GRADER_ARN = "arn:aws:lambda:us-east-1:111122223333:function:tailor-exact-answer"
TOPIC = "arn:aws:sns:us-east-1:111122223333:tailor"
WAITS = "tailor-waits"
SETTLE_SECONDS = 15
ONE_FUNCTION_MAX_BYTES, SCAN_RANGE_BYTES = 10_000, 1_000
ONE_FUNCTION_MAX_MEDIA = 5
CUSTOMIZATION_MINUTES, DEPLOYMENT_MINUTES, IMPORT_MINUTES = 60, 30, 20

ENVIRONMENTS = (
    StepEnvironment(
        intake_bucket=INTAKE,
        output_bucket=OUTPUT,
        waits_table=WAITS,
        fine_tuning_role_arn="arn:aws:iam::111122223333:role/tailor-fine-tuning",
        continued_pre_training_role_arn="arn:aws:iam::111122223333:role/tailor-continued-pre-training",
        distillation_role_arn="arn:aws:iam::111122223333:role/tailor-distillation",
        reinforcement_fine_tuning_role_arn="arn:aws:iam::111122223333:role/tailor-reinforcement-fine-tuning",
        import_role_arn="arn:aws:iam::111122223333:role/tailor-import",
        model_key_arn="arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012",
        live_parameter_prefix="/tailor/dev/live",
        customization_deadline_minutes=CUSTOMIZATION_MINUTES,
        deployment_deadline_minutes=DEPLOYMENT_MINUTES,
        import_deadline_minutes=IMPORT_MINUTES,
        model_weight_sources="s3://models/open/",
        one_function_max_bytes=ONE_FUNCTION_MAX_BYTES,
        one_function_max_objects=50,
        one_function_max_media=ONE_FUNCTION_MAX_MEDIA,
        scan_range_bytes=SCAN_RANGE_BYTES,
        grader_arns=f"exact-answer={GRADER_ARN}",
        invocation_log_sources=f"s3://{LOGS}/bedrock/",
    ),
    IntakeEnvironment(
        intake_bucket=INTAKE,
        output_bucket=OUTPUT,
        state_machine_arn="arn:aws:states:us-east-1:111122223333:stateMachine:tailor",
        topic_arn=TOPIC,
        settle_seconds=SETTLE_SECONDS,
    ),
    SettlementEnvironment(waits_table=WAITS, metric_namespace="Tailor"),
    AnnouncementEnvironment(output_bucket=OUTPUT, topic_arn=TOPIC),
)


class FakeAccount:
    def __init__(self) -> None:
        self.journal = Journal()
        self.bedrock = FakeBedrock(self.journal)
        self.bedrock_runtime = FakeBedrockRuntime(self.journal)
        self.cloudwatch = FakeCloudWatch(self.journal)
        self.dynamodb = FakeDynamoDB(self.journal)
        self.s3 = FakeS3(self.journal)
        self.sns = FakeSns(self.journal)
        self.ssm = FakeSsm(self.journal)
        self.stepfunctions = FakeStepFunctions(self.journal)

    def enter(self, monkeypatch: MonkeyPatch) -> None:
        """From here on the handlers run in this account."""
        for name, client in vars(self).items():
            if name != "journal":
                monkeypatch.setattr(aws, name, lambda client=client: client)
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024")
        for environment in ENVIRONMENTS:
            for name, value in environment.to_variables().items():
                monkeypatch.setenv(name, value)
