"""Fine-tuning on examples, and continued pre-training on text: both learn from what is there."""

from collections.abc import Callable
from itertools import chain

from local.bedrock.account import Account
from local.bedrock.customization import hyper_parameters
from local.bedrock.customization.reports import loss_report
from local.bedrock.customization.requests import (
    assert_has_no,
    assert_takes_validation_data,
    assert_trains_on_a_file,
    validation_uris,
)
from local.bedrock.customization.schedules import schedule_of
from local.bedrock.customization.techniques.technique import Permission, Technique, Workplace
from local.bedrock.datasets.examples import read_examples
from local.bedrock.datasets.media import look_beside, no_look
from local.bedrock.datasets.reading import assert_counts
from local.bedrock.foundation_models import ranges
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.training import Step, SupervisedTraining
from local.bedrock.records import CustomizationJob
from local.bedrock.rest_json.requests import Request

Records = list[list[Example]]
"""The examples of each record."""


def _completed(account: Account, job: CustomizationJob) -> Request:
    request, model_id = job.request, job.foundation_model.model_id
    assert_trains_on_a_file(request)
    assert_has_no("customizationConfig", request)
    assert_takes_validation_data(request, job.rules)
    given = request.get("hyperParameters", {})
    completed = hyper_parameters.completed(given, ranges(job.rules), model_id)
    return {**request, "hyperParameters": completed}


def _permissions(account: Account, job: CustomizationJob) -> list[Permission]:
    return []


def _validated(workplace: Workplace) -> Callable[[], SupervisedTraining]:
    request, rules = workplace.job.request, workplace.job.rules
    uris = [request["trainingDataConfig"]["s3Uri"], *validation_uris(request)]
    training, *validation = [_read(uri, workplace) for uri in uris]
    assert_counts(len(training), sum(map(len, validation)), rules)
    return lambda: _training(workplace.job, training, validation)


def _read(uri: str, workplace: Workplace) -> Records:
    storage, sees = workplace.storage, "IMAGE" in workplace.job.foundation_model.input_modalities
    look = look_beside(uri, storage.read) if sees else no_look
    return read_examples(storage.read(uri), uri, workplace.job.rules, look)


def _training(
    job: CustomizationJob, training: Records, validation: list[Records]
) -> SupervisedTraining:
    schedule = schedule_of(job.request["hyperParameters"], ranges(job.rules), len(training))
    if "evalPercentage" in job.request["hyperParameters"] and not validation:
        training, held_out = _split(training, job.request["hyperParameters"]["evalPercentage"])
        validation = [held_out]
    return SupervisedTraining(
        job.start, _joined(training), [_joined(records) for records in validation], schedule
    )


def _split(records: Records, percentage: str) -> tuple[Records, Records]:
    """What is left to learn, and every so many-th record held out."""
    every = round(100 / float(percentage))
    return [each for at, each in enumerate(records) if at % every], records[::every]


def _joined(records: Records) -> list[Example]:
    return list(chain.from_iterable(records))


SUPERVISED: Technique[Step] = Technique(
    completed=_completed, permissions=_permissions, validated=_validated, report=loss_report
)
