"""The environment variables of the functions, as types: the stacks write them with
`to_variables`, the handlers read them with `from_variables`, so the two sides cannot disagree."""

from collections.abc import Mapping
from typing import Self

import msgspec
from msgspec import Struct

from lifecycle.request import Technique


class Variables(Struct, frozen=True, kw_only=True):
    def to_variables(self) -> dict[str, str]:
        fields = msgspec.structs.asdict(self)
        return {name.upper(): str(value) for name, value in fields.items()}

    @classmethod
    def from_variables(cls, variables: Mapping[str, str]) -> Self:
        """Raises msgspec.ValidationError naming the variable that is missing or malformed."""
        names = cls.__struct_fields__
        found = {name: variables[name.upper()] for name in names if name.upper() in variables}
        return msgspec.convert(found, cls, strict=False)


class StepEnvironment(Variables, frozen=True, kw_only=True):
    """What the steps of the state machine need to know about the account."""

    intake_bucket: str
    output_bucket: str
    waits_table: str
    fine_tuning_role_arn: str
    continued_pre_training_role_arn: str
    distillation_role_arn: str
    reinforcement_fine_tuning_role_arn: str
    import_role_arn: str
    model_key_arn: str
    live_parameter_prefix: str
    customization_deadline_minutes: int
    deployment_deadline_minutes: int
    import_deadline_minutes: int
    one_function_max_bytes: int
    one_function_max_objects: int
    one_function_max_media: int
    """A dataset beyond any of them is scanned by many functions."""
    scan_range_bytes: int
    job_subnet_ids: str = ""
    """Comma-separated; empty means that jobs run outside a VPC."""
    job_security_group_ids: str = ""
    grader_arns: str = ""
    """Comma-separated, each after its name and an equals sign."""
    model_weight_sources: str = ""
    """Comma-separated S3 URIs: weights to import from outside this deployment."""
    invocation_log_sources: str = ""
    """Comma-separated S3 URIs: what a distillation may learn from outside this deployment."""

    def graders(self) -> dict[str, str]:
        """The ARNs of the deployed graders by their names."""
        pairs = (entry.partition("=") for entry in _entries(self.grader_arns))
        return {name: arn for name, _, arn in pairs}

    def weight_sources(self) -> tuple[str, ...]:
        return _entries(self.model_weight_sources)

    def log_sources(self) -> tuple[str, ...]:
        return _entries(self.invocation_log_sources)

    def role_arn(self, technique: Technique) -> str:
        """Of the service role that Amazon Bedrock assumes for the jobs of the technique."""
        arns = {
            Technique.FINE_TUNING: self.fine_tuning_role_arn,
            Technique.CONTINUED_PRE_TRAINING: self.continued_pre_training_role_arn,
            Technique.DISTILLATION: self.distillation_role_arn,
            Technique.REINFORCEMENT_FINE_TUNING: self.reinforcement_fine_tuning_role_arn,
            Technique.IMPORT: self.import_role_arn,
        }
        return arns[technique]

    @property
    def account_id(self) -> str:
        return self.fine_tuning_role_arn.split(":")[4]


def _entries(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(",")) if listed else ()


class IntakeEnvironment(Variables, frozen=True, kw_only=True):
    intake_bucket: str
    output_bucket: str
    state_machine_arn: str
    topic_arn: str
    settle_seconds: int


class SettlementEnvironment(Variables, frozen=True, kw_only=True):
    waits_table: str
    metric_namespace: str


class AnnouncementEnvironment(Variables, frozen=True, kw_only=True):
    output_bucket: str
    topic_arn: str


class GraderEnvironment(Variables, frozen=True, kw_only=True):
    grader: str
    """As job.yaml names it."""
