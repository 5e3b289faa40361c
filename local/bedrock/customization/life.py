"""The life of one customization job, from acceptance to its end, lived in a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from time import monotonic
from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.customization.acceptance import missing_permission
from local.bedrock.customization.events import announce
from local.bedrock.customization.grader import GraderFailed
from local.bedrock.customization.metrics_files import write_metrics
from local.bedrock.customization.reports import Report
from local.bedrock.customization.role_storage import RoleStorage, StorageRefused
from local.bedrock.customization.techniques import TECHNIQUES
from local.bedrock.customization.techniques.technique import Step, Training, Workplace
from local.bedrock.datasets.invalid import DatasetInvalid
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.records import CustomizationJob, CustomModel
from local.bedrock.tags import Tags

PHASES = ("validationDetails", "dataProcessingDetails", "trainingDetails")
_GLANCE_SECONDS = 0.05


class JobStopped(Exception):
    """Somebody asked for it, or a scheduled fault."""


class JobFailed(Exception):
    """A permission that was taken away, or a scheduled fault."""


class JobLife:
    def __init__(self, account: Account, tags: Tags, arn: str, stop: Event) -> None:
        self._account, self._tags, self._arn, self._stop = account, tags, arn, stop

    def live(self) -> None:
        try:
            announce(self._account, self._job)
            self._customize()
        except JobStopped:
            self._end("Stopped")
        except (DatasetInvalid, GraderFailed, JobFailed, StorageRefused) as failure:
            self._end("Failed", failure_message=str(failure))
        except Exception as defect:
            self._end("Failed", failure_message=f"Internal error of the stand-in: {defect!r}")
            raise

    @property
    def _job(self) -> CustomizationJob:
        return self._account.jobs.get(self._arn)

    def _customize(self) -> None:
        job = self._job
        storage = RoleStorage(self._account.surroundings.s3_as(job.request["roleArn"]))
        technique = TECHNIQUES[job.request["customizationType"]]
        with self._phase("validationDetails"):
            process = technique.validated(Workplace(self._account, job, storage))
        with self._phase("dataProcessingDetails"):
            self._assert_still_permitted()
            training = process()
        with self._phase("trainingDetails"):
            self._follow_scheduled_outcome()
            report = technique.report(self._train(training))
            self._write_metrics(storage, report)
        self._complete(training.model, report)

    def _assert_still_permitted(self) -> None:
        if missing := missing_permission(self._account, self._job):
            raise JobFailed(missing)

    def _train(self, training: Training[Step]) -> list[Step]:
        steps = []
        for step in training.steps():
            self._pause(0)
            steps.append(step)
        return steps

    def _follow_scheduled_outcome(self) -> None:
        while fault := self._account.faults.job_outcome(self._job.name):
            if fault.outcome == "failed":
                raise JobFailed(fault.message)
            if fault.outcome == "stopped":
                raise JobStopped
            self._pause(_GLANCE_SECONDS)

    def _write_metrics(self, storage: RoleStorage, report: Report) -> None:
        fault = self._account.faults.job_metrics(self._job.name)
        output = self._job.request["outputDataConfig"]["s3Uri"].rstrip("/")
        folder = f"{output}/model-customization-job-{self._arn.rpartition('/')[2]}"
        write_metrics(storage, folder, report, fault.metrics if fault else None)

    def _complete(self, language_model: LanguageModel, report: Report) -> None:
        with self._account.lock:
            if self._job.status == "Stopping":
                raise JobStopped
            model_id = self._job.foundation_model.model_id
            model_arn = self._account.new_arn(f"custom-model/{model_id}")
            job = self._change(
                status="Completed",
                output_model_arn=model_arn,
                losses=report.losses,
                end_time=now(),
            )
            self._account.custom_models.add(_custom_model(job, model_arn, language_model))
            self._tags.put(model_arn, job.request.get("customModelTags", []))
        announce(self._account, job)

    def _end(self, status: str, **changes: Any) -> None:
        announce(self._account, self._change(status=status, end_time=now(), **changes))

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise JobStopped

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        earliest_end = monotonic() + self._account.settings.phase_seconds
        self._mark(name, "InProgress")
        try:
            yield
            self._pause(max(0.0, earliest_end - monotonic()))
        except JobStopped:
            self._mark(name, "Stopped")
            raise
        except Exception:
            self._mark(name, "Failed")
            raise
        self._mark(name, "Completed")

    def _mark(self, name: str, status: str) -> None:
        with self._account.lock:
            phase = replace(self._job.phases[name], status=status, last_modified_time=now())
            self._change(phases=self._job.phases | {name: phase})

    def _change(self, **changes: Any) -> CustomizationJob:
        return self._account.jobs.change(self._arn, last_modified_time=now(), **changes)


def _custom_model(job: CustomizationJob, arn: str, language_model: LanguageModel) -> CustomModel:
    return CustomModel(
        arn=arn,
        name=job.request["customModelName"],
        status="Active",
        creation_time=now(),
        foundation_model=job.foundation_model,
        foundation_model_arn=job.foundation_model_arn,
        base_model_arn=job.base_model_arn,
        job=job,
        language_model=language_model,
    )
