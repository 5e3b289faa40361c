"""Custom models: what completed jobs have made, and what was made elsewhere."""

from typing import Any

from local.bedrock.account import Account
from local.bedrock.errors import ConflictException
from local.bedrock.listing import page
from local.bedrock.records import CustomModel
from local.bedrock.rest_json.requests import Request


class CustomModels:
    def __init__(self, account: Account) -> None:
        self._account = account

    def get_custom_model(self, request: Request) -> dict[str, Any]:
        return self._account.custom_models.get(request["modelIdentifier"]).description()

    def list_custom_models(self, request: Request) -> dict[str, Any]:
        wanted = [each for each in self._account.custom_models if _is_wanted(each, request)]
        return page(wanted, request, "modelSummaries")

    def delete_custom_model(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            model = self._account.custom_models.get(request["modelIdentifier"])
            if self._account.is_served(model.arn):
                raise ConflictException(
                    f"Custom model {model.name} is in use by a deployment or a provisioned "
                    "throughput. Delete that first."
                )
            self._account.custom_models.remove(model.arn)
        return {}


def _is_wanted(model: CustomModel, request: Request) -> bool:
    foundation = model.foundation_model_arn
    return (
        request.get("baseModelArnEquals", model.base_model_arn) == model.base_model_arn
        and request.get("foundationModelArnEquals", foundation) == foundation
        and request.get("isOwned") is not False
    )
