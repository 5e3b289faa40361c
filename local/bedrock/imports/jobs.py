"""Model import jobs: accepted, shown, listed. They can't be stopped."""

from threading import Thread
from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.customization.acceptance import assert_role_trusts
from local.bedrock.errors import (
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.bedrock.imports.architectures import regions
from local.bedrock.imports.life import ImportLife
from local.bedrock.imports.records import ImportJob
from local.bedrock.listing import page
from local.bedrock.rest_json.requests import Request
from local.bedrock.tags import Tags, assert_keys_are_unique


class ImportJobs:
    def __init__(self, account: Account, tags: Tags) -> None:
        self._account, self._tags = account, tags

    def create_model_import_job(self, request: Request) -> dict[str, Any]:
        token = request.get("clientRequestToken")
        job = self._account.import_jobs.made_with(token) or self._accept(self._examined(request))
        return {"jobArn": job.arn}

    def get_model_import_job(self, request: Request) -> dict[str, Any]:
        return self._account.import_jobs.get(request["jobIdentifier"]).description()

    def list_model_import_jobs(self, request: Request) -> dict[str, Any]:
        return page(self._account.import_jobs, request, "modelImportJobSummaries")

    def _examined(self, request: Request) -> ImportJob:
        if self._account.region not in regions():
            raise ValidationException(f"Model import is not available in {self._account.region}.")
        moment = now()
        job = ImportJob(
            arn=self._account.new_arn("model-import-job"),
            name=request["jobName"],
            status="InProgress",
            creation_time=moment,
            client_request_token=request.get("clientRequestToken"),
            request=request,
            last_modified_time=moment,
        )
        assert_keys_are_unique(request.get("importedModelTags", []))
        assert_role_trusts(self._account, request["roleArn"], job.arn)
        return job

    def _accept(self, job: ImportJob) -> ImportJob:
        """Of equal requests that arrive at the same time only the first makes a job."""
        with self._account.lock:
            earlier = self._account.import_jobs.made_with(job.client_request_token)
            if earlier:
                return earlier
            self._assert_names_are_free(job)
            self._assert_within_quota()
            self._tags.put(job.arn, job.request.get("jobTags", []))
            self._account.import_jobs.add(job)
        life = ImportLife(self._account, self._tags, job.arn)
        Thread(target=life.live, name=job.name, daemon=True).start()
        return job

    def _assert_names_are_free(self, job: ImportJob) -> None:
        if self._account.import_jobs.count(lambda each: each.name == job.name):
            raise ConflictException(
                "The provided job name is currently in use by another job in your account."
            )
        name = job.model_name
        taken = self._account.imported_models.count(lambda each: each.name == name)
        promised = self._account.import_jobs.count(
            lambda each: each.status == "InProgress" and each.model_name == name
        )
        if taken or promised:
            raise ConflictException(
                "The provided imported model name is currently in use by another model or job."
            )

    def _assert_within_quota(self) -> None:
        quota = self._account.settings.imported_models
        coming = self._account.import_jobs.count(lambda each: each.status == "InProgress")
        if len(list(self._account.imported_models)) + coming >= quota:
            raise ServiceQuotaExceededException(
                f"You have reached the maximum number of imported models ({quota})."
            )
