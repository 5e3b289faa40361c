"""Model customization jobs: accepted, shown, listed, stopped."""

from dataclasses import replace
from threading import Event, Thread
from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.customization.acceptance import (
    Base,
    assert_data_within_reach,
    assert_role_may,
    assert_role_trusts,
    find_base,
    rules_for,
)
from local.bedrock.customization.events import announce
from local.bedrock.customization.life import PHASES, JobLife
from local.bedrock.customization.techniques import TECHNIQUES
from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.errors import ConflictException, ServiceQuotaExceededException
from local.bedrock.listing import page
from local.bedrock.records import CustomizationJob, Phase
from local.bedrock.rest_json.requests import Request
from local.bedrock.tags import Tags, assert_keys_are_unique


class CustomizationJobs:
    def __init__(self, account: Account, tags: Tags) -> None:
        self._account, self._tags = account, tags
        self._stops: dict[str, Event] = {}

    def create_model_customization_job(self, request: Request) -> dict[str, Any]:
        token = request.get("clientRequestToken")
        job = self._account.jobs.made_with(token) or self._accept(self._examined(request))
        return {"jobArn": job.arn}

    def get_model_customization_job(self, request: Request) -> dict[str, Any]:
        return self._account.jobs.get(request["jobIdentifier"]).description()

    def list_model_customization_jobs(self, request: Request) -> dict[str, Any]:
        return page(self._account.jobs, request, "modelCustomizationJobSummaries")

    def stop_model_customization_job(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            job = self._account.jobs.get(request["jobIdentifier"])
            if job.status != "InProgress":
                raise ConflictException(f"The job is {job.status} and can't be stopped.")
            job = self._account.jobs.change(job.arn, status="Stopping", last_modified_time=now())
        announce(self._account, job)
        self._stops[job.arn].set()
        return {}

    def _examined(self, request: Request) -> CustomizationJob:
        request = {"customizationType": "FINE_TUNING", **request}
        base = find_base(self._account, request["baseModelIdentifier"])
        rules = rules_for(self._account, base.foundation_model, request["customizationType"])
        job = self._new_job(request, base, rules)
        technique = TECHNIQUES[request["customizationType"]]
        completed = replace(job, request=technique.completed(self._account, job))
        assert_keys_are_unique(request.get("customModelTags", []))
        assert_role_trusts(self._account, request["roleArn"], job.arn)
        assert_role_may(self._account, completed)
        assert_data_within_reach(self._account, request)
        return completed

    def _new_job(self, request: Request, base: Base, rules: CustomizationRules) -> CustomizationJob:
        moment, model_id = now(), base.foundation_model.model_id
        waiting = Phase(status="NotStarted", creation_time=moment, last_modified_time=moment)
        return CustomizationJob(
            arn=self._account.new_arn(f"model-customization-job/{model_id}"),
            name=request["jobName"],
            status="InProgress",
            creation_time=moment,
            client_request_token=request.get("clientRequestToken"),
            request=request,
            base_model_arn=base.arn,
            foundation_model=base.foundation_model,
            foundation_model_arn=base.foundation_model.arn(self._account.region),
            rules=rules,
            start=base.start,
            phases=dict.fromkeys(PHASES, waiting),
            last_modified_time=moment,
        )

    def _accept(self, job: CustomizationJob) -> CustomizationJob:
        """Of equal requests that arrive at the same time only the first makes a job."""
        with self._account.lock:
            earlier = self._account.jobs.made_with(job.client_request_token)
            if earlier:
                return earlier
            self._assert_names_are_free(job)
            self._assert_within_quotas()
            self._tags.put(job.arn, job.request.get("jobTags", []))
            self._account.jobs.add(job)
            self._stops[job.arn] = Event()
        life = JobLife(self._account, self._tags, job.arn, self._stops[job.arn])
        Thread(target=life.live, name=job.name, daemon=True).start()
        return job

    def _assert_names_are_free(self, job: CustomizationJob) -> None:
        if self._account.jobs.count(lambda each: each.name == job.name):
            raise ConflictException(
                "The provided job name is currently in use by another job in your account."
            )
        model_name = job.request["customModelName"]
        taken = self._account.custom_models.count(lambda each: each.name == model_name)
        promised = self._account.jobs.count(
            lambda each: each.is_scheduled and each.request["customModelName"] == model_name
        )
        if taken or promised:
            raise ConflictException(
                "The provided custom model name is currently in use by another model or job."
            )

    def _assert_within_quotas(self) -> None:
        scheduled = self._account.jobs.count(lambda each: each.is_scheduled)
        if scheduled >= self._account.settings.scheduled_customization_jobs:
            raise ServiceQuotaExceededException(
                "You have reached the maximum number of scheduled customization jobs "
                f"({self._account.settings.scheduled_customization_jobs})."
            )
        models = len(list(self._account.custom_models))
        if models + scheduled >= self._account.settings.custom_models:
            raise ServiceQuotaExceededException(
                f"You have reached the maximum number of custom models ({models})."
            )
