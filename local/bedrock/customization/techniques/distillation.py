"""Distillation: a teacher answers prompts, and the student learns its answers.

The teacher is a larger model, which has read more. Golden answers are shown to it first, so that it
answers the other prompts in their manner.
"""

from collections.abc import Callable, Iterator

from local.bedrock.account import Account
from local.bedrock.conversation import prompt_of
from local.bedrock.customization.reports import loss_report
from local.bedrock.customization.requests import (
    assert_has_no,
    assert_takes_validation_data,
    configured,
    log_prefix,
)
from local.bedrock.customization.techniques.teachers import (
    NamedTeacher,
    find_teacher,
    named_model,
)
from local.bedrock.customization.techniques.technique import Permission, Technique, Workplace
from local.bedrock.datasets.distillation_prompts import TeacherPrompt, read_prompt
from local.bedrock.datasets.invocation_logs import LoggedCall, passes, read_log
from local.bedrock.datasets.reading import assert_counts, read_records
from local.bedrock.errors import ValidationException
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.generating import answers, most_likely
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.learning.lessons import LONGEST_ANSWER, Example
from local.bedrock.learning.training import Schedule, Step, SupervisedTraining
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.requests import Request

_STUDY, _LEARN = Schedule(epochs=5), Schedule(epochs=5)


def _completed(account: Account, job: CustomizationJob) -> Request:
    request = job.request
    assert_has_no("hyperParameters", request)
    assert_takes_validation_data(request, job.rules)
    if len(request["trainingDataConfig"]) != 1:
        raise ValidationException(
            "trainingDataConfig must have exactly one of s3Uri and invocationLogsConfig for "
            "DISTILLATION."
        )
    _assert_one_filter(request)
    _teacher(account, job)
    return request


def _assert_one_filter(request: Request) -> None:
    logs = request["trainingDataConfig"].get("invocationLogsConfig", {})
    if "requestMetadataFilters" in logs and len(logs["requestMetadataFilters"]) != 1:
        raise ValidationException(
            "requestMetadataFilters must have exactly one of equals, notEquals, andAll and orAll."
        )


def _teacher(account: Account, job: CustomizationJob) -> NamedTeacher:
    teacher = configured("distillationConfig", job.request)["teacherModelConfig"]
    return find_teacher(account, job, teacher["teacherModelIdentifier"])


def _permissions(account: Account, job: CustomizationJob) -> list[Permission]:
    resources = _teacher(account, job).resources
    return [Permission("bedrock:InvokeModel", resource) for resource in resources]


def _validated(workplace: Workplace) -> Callable[[], SupervisedTraining]:
    job = workplace.job
    prompts = list(_logged(workplace) if log_prefix(job.request) else _written(workplace))
    assert_counts(len(prompts), 0, job.rules)
    teacher = _teacher(workplace.account, job).model
    most_tokens = _most_tokens(job.request)

    def process() -> SupervisedTraining:
        examples = _synthesized(foundation_model(teacher.pages_read), prompts, most_tokens)
        return SupervisedTraining(job.start, examples, (), _LEARN)

    return process


def _written(workplace: Workplace) -> list[TeacherPrompt]:
    uri, rules = workplace.job.request["trainingDataConfig"]["s3Uri"], workplace.job.rules
    body = workplace.storage.read(uri)
    return read_records(body, uri, lambda record: read_prompt(record, rules))


def _logged(workplace: Workplace) -> Iterator[TeacherPrompt]:
    logs = workplace.job.request["trainingDataConfig"]["invocationLogsConfig"]
    for call in _calls(workplace, logs["invocationLogSource"]["s3Uri"]):
        if not passes(call, logs.get("requestMetadataFilters", {})):
            continue
        prompt = prompt_of(call.system, [call.question])
        if not logs.get("usePromptResponse", False):
            yield TeacherPrompt(prompt, None)
        elif _was_answered_by_the_teacher(workplace, call):
            yield TeacherPrompt(prompt, call.answer)


def _calls(workplace: Workplace, prefix: str) -> Iterator[LoggedCall]:
    storage = workplace.storage
    for uri in storage.uris_under(prefix):
        if uri.endswith(".gz"):
            yield from read_log(storage.read(uri), uri)


def _was_answered_by_the_teacher(workplace: Workplace, call: LoggedCall) -> bool:
    named = named_model(workplace.account, call.model_id)
    teacher = _teacher(workplace.account, workplace.job)
    return named is not None and named.model == teacher.model


def _most_tokens(request: Request) -> int:
    teacher = request["customizationConfig"]["distillationConfig"]["teacherModelConfig"]
    return min(int(teacher.get("maxResponseLengthForInference", LONGEST_ANSWER)), LONGEST_ANSWER)


def _synthesized(
    teacher: LanguageModel, prompts: list[TeacherPrompt], most_tokens: int
) -> list[Example]:
    golden = [Example(each.prompt, each.answer) for each in prompts if each.answer is not None]
    asked = [each.prompt for each in prompts if each.answer is None]
    if asked and golden:
        teacher = _studied(teacher, golden)
    said = answers(teacher, asked, most_likely, max_tokens=most_tokens)
    return golden + [Example(*pair) for pair in zip(asked, said, strict=True)]


def _studied(teacher: LanguageModel, golden: list[Example]) -> LanguageModel:
    study = SupervisedTraining(teacher, golden, (), _STUDY)
    for _ in study.steps():
        pass
    return study.model


DISTILLATION: Technique[Step] = Technique(
    completed=_completed, permissions=_permissions, validated=_validated, report=loss_report
)
