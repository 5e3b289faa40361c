"""Provisioned throughput: model units bought for a custom model or a base model."""

from datetime import timedelta
from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.errors import (
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.listing import page
from local.bedrock.records import Throughput
from local.bedrock.rest_json.requests import Request
from local.bedrock.tags import Tags

_TERMS = {"OneMonth": timedelta(days=30), "SixMonths": timedelta(days=180)}


class Throughputs:
    def __init__(self, account: Account, tags: Tags) -> None:
        self._account, self._tags = account, tags

    def create_provisioned_model_throughput(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            token = request.get("clientRequestToken")
            throughput = self._account.throughputs.made_with(token) or self._create(request)
        return {"provisionedModelArn": throughput.arn}

    def get_provisioned_model_throughput(self, request: Request) -> dict[str, Any]:
        return self._account.throughputs.get(request["provisionedModelId"]).description()

    def list_provisioned_model_throughputs(self, request: Request) -> dict[str, Any]:
        wanted = [
            each
            for each in self._account.throughputs
            if request.get("modelArnEquals", each.model_arn) == each.model_arn
        ]
        return page(wanted, request, "provisionedModelSummaries")

    def update_provisioned_model_throughput(self, request: Request) -> dict[str, Any]:
        """Name and model can change, model units can't."""
        with self._account.lock:
            throughput = self._account.throughputs.get(request["provisionedModelId"])
            if throughput.status != "InService":
                raise ValidationException(f"{throughput.name} is {throughput.status}.")
            name = request.get("desiredProvisionedModelName", throughput.name)
            if name != throughput.name:
                self._assert_name_is_free(name)
            model_arn = self._desired_model_arn(throughput, request)
            self._change(throughput, name=name, desired_model_arn=model_arn, status="Updating")
        self._settle_later(throughput.arn)
        return {}

    def delete_provisioned_model_throughput(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            throughput = self._account.throughputs.get(request["provisionedModelId"])
            end = throughput.commitment_expiration_time
            if end and end > now():
                raise ConflictException(f"{throughput.name} is committed until {end:%Y-%m-%d}.")
            self._account.throughputs.remove(throughput.arn)
        return {}

    def _create(self, request: Request) -> Throughput:
        model_arn, foundation_model = self._model(request["modelId"])
        self._assert_purchasable(foundation_model)
        self._assert_name_is_free(request["provisionedModelName"])
        self._assert_within_quota(model_arn, request["modelUnits"])
        moment, term = now(), _TERMS.get(request.get("commitmentDuration", ""))
        throughput = Throughput(
            arn=self._account.new_arn("provisioned-model"),
            name=request["provisionedModelName"],
            status="Creating",
            creation_time=moment,
            client_request_token=request.get("clientRequestToken"),
            model_units=request["modelUnits"],
            model_arn=model_arn,
            desired_model_arn=model_arn,
            foundation_model_arn=foundation_model.arn(self._account.region),
            last_modified_time=moment,
            commitment_duration=request.get("commitmentDuration"),
            commitment_expiration_time=moment + term if term else None,
        )
        self._tags.put(throughput.arn, request.get("tags", []))
        self._account.throughputs.add(throughput)
        self._settle_later(throughput.arn)
        return throughput

    def _settle_later(self, arn: str) -> None:
        self._account.after(self._account.settings.deployment_seconds, self._settle, arn)

    def _settle(self, arn: str) -> None:
        with self._account.lock:
            throughput = self._account.throughputs.find(arn)
            if throughput is None:
                return
            fault = self._account.faults.throughput_outcome(throughput.name)
            if fault is None:
                self._change(throughput, status="InService", model_arn=throughput.desired_model_arn)
            elif fault.outcome == "failed":
                self._change(throughput, status="Failed", failure_message=fault.message)
            else:
                self._settle_later(arn)

    def _change(self, throughput: Throughput, **changes: Any) -> None:
        self._account.throughputs.change(throughput.arn, last_modified_time=now(), **changes)

    def _model(self, identifier: str) -> tuple[str, FoundationModel]:
        foundation = self._account.foundation_models.find(identifier)
        if foundation:
            return foundation.arn(self._account.region), foundation
        custom = self._account.active_custom_model(identifier)
        return custom.arn, custom.foundation_model

    def _desired_model_arn(self, throughput: Throughput, request: Request) -> str:
        if "desiredModelId" not in request:
            return throughput.desired_model_arn
        model_arn, foundation = self._model(request["desiredModelId"])
        same_base = foundation.arn(self._account.region) == throughput.foundation_model_arn
        is_of_custom_model = throughput.model_arn != throughput.foundation_model_arn
        if not (same_base and is_of_custom_model):
            raise ValidationException(
                "The model of a provisioned throughput for a custom model can be changed to "
                "another custom model of the same base model, or to that base model."
            )
        return model_arn

    def _assert_purchasable(self, model: FoundationModel) -> None:
        if "PROVISIONED" not in model.inference_types_supported:
            raise ValidationException(
                f"Provisioned throughput is not supported for model {model.model_id}."
            )
        if self._account.foundation_models.is_legacy(model):
            raise ValidationException(f"Model {model.model_id} is LEGACY.")

    def _assert_name_is_free(self, name: str) -> None:
        # The service's model knows no ConflictException for these operations.
        if self._account.throughputs.count(lambda each: each.name == name):
            raise ValidationException(f"A provisioned model with the name {name} already exists.")

    def _assert_within_quota(self, model_arn: str, model_units: int) -> None:
        kind = "foundation-model" if ":foundation-model/" in model_arn else "custom-model"
        settings = self._account.settings
        quota = {
            "custom-model": settings.custom_model_units,
            "foundation-model": settings.base_model_units,
        }[kind]
        bought = sum(
            each.model_units for each in self._account.throughputs if f":{kind}/" in each.model_arn
        )
        if bought + model_units > quota:
            raise ServiceQuotaExceededException(
                f"The request exceeds your quota of {quota} model units. Request more from AWS "
                "Support before you purchase provisioned throughput."
            )
