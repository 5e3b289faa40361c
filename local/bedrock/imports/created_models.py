"""Custom models that were trained in Amazon SageMaker AI and are brought in by CreateCustomModel.

https://docs.aws.amazon.com/bedrock/latest/userguide/import-with-create-custom-model.html
"""

from threading import Thread
from time import sleep
from typing import Any

from local.bedrock.account import Account, now
from local.bedrock.customization.acceptance import assert_role_trusts
from local.bedrock.customization.role_storage import RoleStorage, StorageRefused
from local.bedrock.errors import (
    ConflictException,
    NotEmulated,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.imports.invalid import WeightsInvalid
from local.bedrock.imports.stand_in_weights import stand_in_model
from local.bedrock.imports.weights_folder import WeightsFolder
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.records import CustomModel
from local.bedrock.rest_json.requests import Request
from local.bedrock.tags import Tags


class CreatedModels:
    def __init__(self, account: Account, tags: Tags) -> None:
        self._account, self._tags = account, tags

    def create_custom_model(self, request: Request) -> dict[str, Any]:
        token = request.get("clientRequestToken")
        model = self._account.custom_models.made_with(token) or self._created(request)
        return {"modelArn": model.arn}

    def _created(self, request: Request) -> CustomModel:
        base = self._base(_source(request))
        if "modelSourceConfig" in request:
            _assert_role_is_given(request)
            # The guide's trust policy names import jobs, also for models that come without one.
            assert_role_trusts(
                self._account, request["roleArn"], self._account.new_arn("model-import-job")
            )
        model = CustomModel(
            arn=self._account.new_arn("custom-model/imported"),
            name=request["modelName"],
            status="Creating",
            creation_time=now(),
            client_request_token=request.get("clientRequestToken"),
            foundation_model=base,
            foundation_model_arn=base.arn(self._account.region),
            base_model_arn=base.arn(self._account.region),
            language_model=foundation_model(base.pages_read),
        )
        return self._accepted(model, request)

    def _accepted(self, model: CustomModel, request: Request) -> CustomModel:
        """Of equal requests that arrive at the same time only the first makes a model."""
        with self._account.lock:
            earlier = self._account.custom_models.made_with(model.client_request_token)
            if earlier:
                return earlier
            self._assert_room_for(model)
            self._tags.put(model.arn, request.get("modelTags", []))
            self._account.custom_models.add(model)
        Thread(target=self._bring, args=(model, request), name=model.name, daemon=True).start()
        return model

    def _bring(self, model: CustomModel, request: Request) -> None:
        sleep(self._account.settings.deployment_seconds)
        try:
            changes: dict[str, Any] = {
                "status": "Active",
                "language_model": self._language_model(model, request),
            }
        except (StorageRefused, WeightsInvalid) as failure:
            changes = {"status": "Failed", "failure_message": str(failure)}
        with self._account.lock:
            if self._account.custom_models.find(model.arn):
                self._account.custom_models.change(model.arn, **changes)

    def _language_model(self, model: CustomModel, request: Request) -> LanguageModel:
        if "modelSourceConfig" not in request:
            return model.language_model
        storage = RoleStorage(self._account.surroundings.s3_as(request["roleArn"]))
        folder = WeightsFolder(storage, _source(request))
        if not folder.sizes:
            raise WeightsInvalid(f"No model was found at {_source(request)}.")
        return stand_in_model(folder, folder.headers()) or model.language_model

    def _base(self, source: str) -> FoundationModel:
        offered = self._account.foundation_models.bases_of_created_models()
        if not offered:
            raise ValidationException(
                f"CreateCustomModel is not available in {self._account.region}."
            )
        found = next((each for each in offered if _short_name(each) in source), None)
        if found is None:
            raise NotEmulated(
                "The stand-in knows what a model was made of only by the name of its package or "
                f"folder: {', '.join(map(_short_name, offered))} must occur in it."
            )
        return found

    def _assert_room_for(self, model: CustomModel) -> None:
        if self._account.custom_models.count(lambda each: each.name == model.name):
            raise ConflictException(
                "The provided custom model name is currently in use by another model or job."
            )
        models = len(list(self._account.custom_models))
        if models >= self._account.settings.custom_models:
            raise ServiceQuotaExceededException(
                f"You have reached the maximum number of custom models ({models})."
            )


def _source(request: Request) -> str:
    """The ARN of the model package, or the URI of the folder."""
    given = [name for name in ("modelSourceConfig", "customModelDataSource") if name in request]
    if len(given) != 1:
        raise ValidationException(
            "Exactly one of modelSourceConfig and customModelDataSource is required."
        )
    if given == ["modelSourceConfig"]:
        uri: str = request["modelSourceConfig"]["s3DataSource"]["s3Uri"]
        return uri
    arn: str = request["customModelDataSource"]["modelPackageArnDataSource"]["modelPackageArn"]
    return arn


def _assert_role_is_given(request: Request) -> None:
    if "roleArn" not in request:
        raise ValidationException("roleArn is required with modelSourceConfig.")


def _short_name(model: FoundationModel) -> str:
    """nova-lite, of amazon.nova-lite-v1."""
    return model.base_name.partition(".")[2].rpartition("-")[0]
