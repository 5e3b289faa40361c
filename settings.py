"""Every tunable of a deployment, one frozen value per stage, each with its unit in the type."""

import platform
import sys
from dataclasses import dataclass, field, replace

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk.aws_lambda import Architecture, Runtime
from aws_cdk.aws_logs import RetentionDays


@dataclass(frozen=True, kw_only=True)
class JobNetwork:
    """The VPC that customization jobs run in."""

    vpc_id: str
    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SourceLocation:
    """Objects in another bucket of this account and region that jobs may read."""

    bucket: str
    prefix: str = ""
    """Of the objects' keys; ends with a slash unless it is empty."""
    key_arn: str | None = None
    """Of the KMS key that they are encrypted with."""

    @property
    def uri(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


@dataclass(frozen=True, kw_only=True)
class Settings:
    stage: str
    name_prefix: str = "tailor"
    """For another one, set TAILOR_NAME_PREFIX where the `tailor` command runs."""
    region: str = "us-east-1"
    """Where Amazon Bedrock customizes; see the catalogue for the regions of each model."""

    runtime: Runtime = Runtime.PYTHON_3_14
    architecture: Architecture = Architecture.ARM_64
    runs_on_host: bool = False
    """Whether functions run under the laptop's own Python, in the local account."""
    function_memory_mib: int = 1024
    preparation_memory_mib: int = 1769  # one whole vCPU

    one_function_max: Size = field(default_factory=lambda: Size.gibibytes(8))
    """A dataset beyond it is scanned by many functions; and one of more objects than this:"""
    one_function_max_objects: int = 50
    one_function_max_media: int = 20_000
    """Objects beside job.yaml that it does not declare, and records may name."""
    scan_range: Size = field(default_factory=lambda: Size.mebibytes(256))
    scan_concurrency: int = 40
    """Below what the account has free: a function that finds no room for a minute fails its run."""
    merge_memory_mib: int = 3008  # the most in a new account

    grader_timeout: Duration = field(default_factory=lambda: Duration.minutes(5))
    """Of one invocation with many samples; Amazon Bedrock advises to aim for seconds."""

    customization_deadline: Duration = field(default_factory=lambda: Duration.hours(72))
    deployment_deadline: Duration = field(default_factory=lambda: Duration.hours(2))
    import_deadline: Duration = field(default_factory=lambda: Duration.hours(24))
    """No import job can be stopped: a run gives it up, and what it still makes is deleted."""
    quota_patience: Duration = field(default_factory=lambda: Duration.hours(24))
    """How long a run queues for a full quota before it gives up."""
    concurrent_trials: int = 4
    """Of one run; the others wait their turn. Bedrock runs ten jobs in an account, by default."""
    settle: Duration = field(default_factory=lambda: Duration.seconds(15))
    """How long the files of a job must have been quiet before a run starts."""
    clock_skew: Duration = field(default_factory=lambda: Duration.seconds(2))

    data_retention: Duration = field(default_factory=lambda: Duration.days(365))
    """How long superseded versions of objects are kept."""
    log_retention: RetentionDays = RetentionDays.ONE_YEAR
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN
    deletion_protection: bool = True
    """Of the table of waits and of the stacks themselves."""

    permissions_boundary: str | None = None
    """The name of a managed policy that bounds every role."""
    job_network: JobNetwork | None = None
    invocation_logs: tuple[SourceLocation, ...] = ()
    """Where model invocation logging delivers what a distillation may learn from."""
    model_weights: tuple[SourceLocation, ...] = ()
    """Weights to import, beside those that land in the intake bucket."""
    tags: dict[str, str] = field(default_factory=dict)

    def stack_name(self, name: str) -> str:
        return f"{self.name_prefix}-{self.stage}-{name}"

    def grader_function(self, grader: str) -> str:
        """Its name: what has to be known before, and after, the function is there."""
        return f"{self.name_prefix}-{self.stage}-grader-{grader}"

    @property
    def parameter_prefix(self) -> str:
        return f"/{self.name_prefix}/{self.stage}"

    @property
    def metric_namespace(self) -> str:
        return f"{self.name_prefix}/{self.stage}"


def _host_runtime() -> Runtime:
    return Runtime(f"python{sys.version_info.major}.{sys.version_info.minor}")


def _host_architecture() -> Architecture:
    arm = platform.machine() in ("arm64", "aarch64")
    return Architecture.ARM_64 if arm else Architecture.X86_64


DEV = Settings(
    stage="dev",
    removal_policy=RemovalPolicy.RETAIN,
    log_retention=RetentionDays.THREE_MONTHS,
    data_retention=Duration.days(90),
    deletion_protection=False,
)
PROD = Settings(stage="prod")
# The embedded account on a laptop: the host's own Python, and no need to wait for people.
LOCAL = replace(
    DEV,
    stage="local",
    runtime=_host_runtime(),
    architecture=_host_architecture(),
    runs_on_host=True,
    settle=Duration.seconds(1),
    clock_skew=Duration.seconds(0),
    customization_deadline=Duration.minutes(30),
    deployment_deadline=Duration.minutes(10),
    import_deadline=Duration.minutes(10),
)

STAGES = {settings.stage: settings for settings in (DEV, PROD, LOCAL)}
