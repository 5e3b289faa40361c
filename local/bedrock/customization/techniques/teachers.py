"""The teacher of a distillation: which model it is, and what it takes to ask it."""

from dataclasses import dataclass

from local.bedrock.account import Account
from local.bedrock.errors import ValidationException
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.records import CustomizationJob


@dataclass(frozen=True)
class NamedTeacher:
    model: FoundationModel
    by_profile: bool
    resources: list[str]
    """ARNs of all that is invoked when it is asked."""


def find_teacher(account: Account, job: CustomizationJob, identifier: str) -> NamedTeacher:
    """By id or ARN of a foundation model or of a system inference profile."""
    named = named_model(account, identifier)
    if named is None:
        raise ValidationException(f"The provided teacher model identifier {identifier} is invalid.")
    known = {teacher.model_id: teacher.inference for teacher in job.rules.teachers}
    if named.model.model_id not in known:
        raise ValidationException(
            f"Model {named.model.model_id} can't be the teacher of "
            f"{job.foundation_model.model_id}. Its teachers: {', '.join(known)}."
        )
    if known[named.model.model_id] == "inference-profile" and not named.by_profile:
        raise ValidationException(
            f"Invocation of model ID {named.model.model_id} with on-demand throughput isn't "
            "supported. Retry your request with the ID or ARN of an inference profile that "
            "contains this model."
        )
    return named


def named_model(account: Account, identifier: str) -> NamedTeacher | None:
    model = account.foundation_models.find(identifier)
    if model:
        return NamedTeacher(model, False, [model.arn(account.region)])
    profile = account.foundation_models.find_profile(identifier)
    behind = profile and account.foundation_models.find(profile.model_id)
    if not profile or not behind:
        return None
    arns = [profile.arn(account.region, account.id), *profile.model_arns()]
    return NamedTeacher(behind, True, arns)
