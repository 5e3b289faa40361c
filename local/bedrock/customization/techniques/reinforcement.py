"""Reinforcement fine-tuning: a grader, a function of the account, says what is a good answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from local.bedrock.account import Account
from local.bedrock.customization.grader import Grader
from local.bedrock.customization.reports import reward_report
from local.bedrock.customization.requests import (
    assert_has_no,
    assert_trains_on_a_file,
    configured,
    log_prefix,
    validation_uris,
)
from local.bedrock.customization.schedules import relative_pace
from local.bedrock.customization.techniques.technique import Permission, Technique, Workplace
from local.bedrock.datasets.chat import ChatTask, read_task
from local.bedrock.datasets.reading import assert_counts, read_records
from local.bedrock.errors import NotEmulated, ValidationException
from local.bedrock.learning.lessons import LONGEST_ANSWER
from local.bedrock.learning.reinforcement import (
    ReinforcementTraining,
    RewardSchedule,
    RewardStep,
    TaskSet,
)
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.requests import Request

_USUAL_RATE = 1e-5
_DEFAULTS = {
    "epochCount": 1,
    "batchSize": 128,
    "learningRate": _USUAL_RATE,
    "maxPromptLength": 8192,
    "trainingSamplePerPrompt": 8,
    "inferenceMaxTokens": 2048,
    "reasoningEffort": "medium",
    "evalInterval": 10,
}
"""Of the templates of Amazon Nova Forge; the service's own are not published."""


def _completed(account: Account, job: CustomizationJob) -> Request:
    request = job.request
    assert_has_no("hyperParameters", request)
    if log_prefix(request):
        raise NotEmulated("The stand-in does not emulate reinforcement on invocation logs.")
    assert_trains_on_a_file(request)
    asked = configured("rftConfig", request)
    _grader_arn(request)
    completed = {**asked, "hyperParameters": _DEFAULTS | asked.get("hyperParameters", {})}
    return {**request, "customizationConfig": {"rftConfig": completed}}


def _grader_arn(request: Request) -> str:
    grader = configured("rftConfig", request).get("graderConfig", {}).get("lambdaGrader")
    if grader is None:
        raise ValidationException("rftConfig.graderConfig.lambdaGrader is required.")
    return str(grader["lambdaArn"])


def _permissions(account: Account, job: CustomizationJob) -> list[Permission]:
    return [Permission("lambda:InvokeFunction", _grader_arn(job.request))]


def _validated(workplace: Workplace) -> Callable[[], ReinforcementTraining]:
    request = workplace.job.request
    tasks = _read(workplace, [request["trainingDataConfig"]["s3Uri"]])
    validation = _read(workplace, validation_uris(request))
    assert_counts(len(tasks), len(validation), workplace.job.rules)
    return lambda: _training(workplace, tasks, validation)


def _read(workplace: Workplace, uris: list[str]) -> list[ChatTask]:
    read = workplace.storage.read
    return [task for uri in uris for task in read_records(read(uri), uri, read_task)]


def _training(
    workplace: Workplace, tasks: list[ChatTask], validation: list[ChatTask]
) -> ReinforcementTraining:
    request = workplace.job.request
    client = workplace.account.surroundings.lambda_as(request["roleArn"])
    grader = Grader(client, _grader_arn(request))
    return ReinforcementTraining(
        workplace.job.start,
        _task_set(grader, tasks),
        [answer for task in tasks for answer in task.right_answers()],
        _task_set(grader, validation) if validation else None,
        _schedule(request["customizationConfig"]["rftConfig"]["hyperParameters"]),
    )


def _task_set(grader: Grader, tasks: list[ChatTask]) -> TaskSet:
    return TaskSet([task.prompt for task in tasks], partial(grader.rewards, tasks))


def _schedule(given: dict[str, Any]) -> RewardSchedule:
    return RewardSchedule(
        epochs=given["epochCount"],
        batch_size=given["batchSize"],
        attempts=given["trainingSamplePerPrompt"],
        pace=relative_pace(given["learningRate"] / _USUAL_RATE),
        most_tokens=min(given["inferenceMaxTokens"], LONGEST_ANSWER),
        steps_between_evaluations=given["evalInterval"],
    )


REINFORCEMENT: Technique[RewardStep] = Technique(
    completed=_completed, permissions=_permissions, validated=_validated, report=reward_report
)
