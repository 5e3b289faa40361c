"""The life of one import job, lived in a thread of its own. Imports send no events."""

from math import ceil
from time import monotonic, sleep

from local.bedrock.account import Account, now
from local.bedrock.customization.role_storage import RoleStorage, StorageRefused
from local.bedrock.imports.invalid import WeightsInvalid
from local.bedrock.imports.records import ImportedModel, ImportJob
from local.bedrock.imports.safetensors import Header
from local.bedrock.imports.stand_in_weights import stand_in_model
from local.bedrock.imports.weights_folder import (
    WeightsFolder,
    architecture_of,
    assert_complete,
    assert_tensors_fit,
    assert_within_limits,
)
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.tags import Tags

_GLANCE_SECONDS = 0.05
_BYTES_PER_UNIT = 8_000_000_000
"""Weights that one custom model unit serves; the service decides by measuring the model."""


class ImportFailed(Exception):
    """A scheduled fault."""


class ImportLife:
    def __init__(self, account: Account, tags: Tags, arn: str) -> None:
        self._account, self._tags, self._arn = account, tags, arn

    def live(self) -> None:
        try:
            self._import()
        except (WeightsInvalid, StorageRefused, ImportFailed) as failure:
            self._end("Failed", failure_message=str(failure))
        except Exception as defect:
            self._end("Failed", failure_message=f"Internal error of the stand-in: {defect!r}")
            raise

    @property
    def _job(self) -> ImportJob:
        return self._account.import_jobs.get(self._arn)

    def _import(self) -> None:
        earliest_end = monotonic() + self._account.settings.phase_seconds
        model = self._checked_model()
        sleep(max(0.0, earliest_end - monotonic()))
        self._follow_scheduled_outcome()
        with self._account.lock:
            self._account.imported_models.add(model)
            self._tags.put(model.arn, self._job.request.get("importedModelTags", []))
            self._end("Completed", imported_model_arn=model.arn)

    def _checked_model(self) -> ImportedModel:
        """Read as the role that was passed, and only with what it may read."""
        job = self._job
        storage = RoleStorage(self._account.surroundings.s3_as(job.request["roleArn"]))
        folder = WeightsFolder(storage, job.request["modelDataSource"]["s3DataSource"]["s3Uri"])
        assert_complete(folder)
        config = folder.document("config.json")
        architecture = architecture_of(config, self._account.region)
        assert_within_limits(folder, config, architecture)
        headers = folder.headers()
        assert_tensors_fit(folder, headers, config)
        can_chat = "chat_template" in folder.document("tokenizer_config.json")
        return ImportedModel(
            arn=self._account.new_arn("imported-model"),
            name=job.model_name,
            status="Active",
            creation_time=now(),
            job=job,
            architecture=architecture.name,
            instruct_supported=architecture.converse and can_chat,
            units_per_copy=_units(headers),
            language_model=stand_in_model(folder, headers) or foundation_model(),
        )

    def _follow_scheduled_outcome(self) -> None:
        while fault := self._account.faults.import_outcome(self._job.name):
            if fault.outcome == "failed":
                raise ImportFailed(fault.message)
            sleep(_GLANCE_SECONDS)

    def _end(self, status: str, **changes: str) -> None:
        moment = now()
        self._account.import_jobs.change(
            self._arn, status=status, last_modified_time=moment, end_time=moment, **changes
        )


def _units(headers: list[Header]) -> int:
    size = sum(each.data_offsets[1] for header in headers for each in header.tensors.values())
    return max(1, ceil(size / _BYTES_PER_UNIT))
