"""What a distillation adds to a request: its teacher, and what that teacher will be asked."""

from typing import Any

from msgspec import Struct

from lifecycle.catalog import TechniqueSupport
from lifecycle.request import Teacher
from lifecycle.request_data import InvocationLogs, MetadataFilters


class AcceptedTeacher(Struct, frozen=True):
    """`identifier` is what the job takes: the inference profile where the teacher needs one."""

    model: str
    identifier: str
    max_response_length: int


class TeacherTokens(Struct, frozen=True):
    """What a run asks of its teacher, in tokens: the input estimated, the output its upper bound.

    Bedrock may write more prompts like the given ones, up to 15,000 in all.
    Source: Bedrock user guide, model-distillation.
    """

    input: int
    output_at_most: int


class LoggedPrompts(Struct, frozen=True, kw_only=True):
    """Records of invocation logs, each counted once. `prompt_bytes`, in UTF-8, of the usable."""

    usable: int = 0
    filtered_out: int = 0
    by_another_model: int = 0
    not_one_text_prompt: int = 0
    """Several turns, no text, a body that was too large to log, or no invocation log at all."""
    prompt_bytes: int = 0


def accept_teacher(teacher: Teacher, support: TechniqueSupport) -> AcceptedTeacher:
    """Raises ModelUnavailable with the teachers that the student can have."""
    known = support.teacher(teacher.model)
    asked_for_profile = teacher.model.rpartition("/")[2] == known.profile
    through_profile = asked_for_profile or known.inference == "inference-profile"
    return AcceptedTeacher(
        model=known.model,
        identifier=known.profile if through_profile else known.model,
        max_response_length=teacher.max_response_length,
    )


def teacher_config(teacher: AcceptedTeacher) -> dict[str, Any]:
    """For CreateModelCustomizationJob."""
    return {
        "teacherModelConfig": {
            "teacherModelIdentifier": teacher.identifier,
            "maxResponseLengthForInference": teacher.max_response_length,
        }
    }


def invocation_logs_config(logs: InvocationLogs) -> dict[str, Any]:
    """For CreateModelCustomizationJob."""
    config: dict[str, Any] = {
        "invocationLogSource": {"s3Uri": logs.source},
        "usePromptResponse": logs.use_prompt_response,
    }
    if logs.metadata_filters:
        config["requestMetadataFilters"] = _filters(logs.metadata_filters)
    return config


def _filters(filters: MetadataFilters) -> dict[str, Any]:
    if filters.all_of:
        return {"andAll": [_filter(each.equals, each.not_equals) for each in filters.all_of]}
    if filters.any_of:
        return {"orAll": [_filter(each.equals, each.not_equals) for each in filters.any_of]}
    return _filter(filters.equals, filters.not_equals)


def _filter(equals: dict[str, str] | None, not_equals: dict[str, str] | None) -> dict[str, Any]:
    return {"equals": equals} if equals else {"notEquals": not_equals}
