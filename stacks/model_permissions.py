"""Which models the service role of distillation may invoke.

Source: Bedrock user guide, model-distillation: a teacher behind an inference profile needs the
profile, and the model in every region that the profile may route to.
"""

from collections.abc import Iterator

from aws_cdk import Stack
from aws_cdk import aws_iam as iam

from lifecycle.catalog import Catalog, Teacher
from lifecycle.request import Technique


def invoke_teachers(stack: Stack, catalog: Catalog, region: str) -> list[iam.PolicyStatement]:
    """Of the students that can be distilled in the region; none where there are none."""
    arns = {
        arn: None
        for row in catalog.techniques
        if row.technique is Technique.DISTILLATION and region in row.regions
        for teacher in row.teachers
        for arn in _teacher_arns(stack, teacher, region)
    }
    if not arns:
        return []
    return [iam.PolicyStatement(actions=["bedrock:InvokeModel"], resources=list(arns))]


def _teacher_arns(stack: Stack, teacher: Teacher, region: str) -> Iterator[str]:
    if teacher.inference != "inference-profile":
        yield _model_arn(stack, teacher, region)
    if teacher.profile:
        yield stack.format_arn(
            service="bedrock", resource="inference-profile", resource_name=teacher.profile
        )
        yield from (_model_arn(stack, teacher, each) for each in teacher.profile_regions)


def _model_arn(stack: Stack, teacher: Teacher, region: str) -> str:
    return stack.format_arn(
        service="bedrock",
        region=region,
        account="",
        resource="foundation-model",
        resource_name=teacher.model,
    )
