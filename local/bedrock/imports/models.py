"""Imported models: shown, listed, deleted; and whether a copy of one is warm."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from local.bedrock.account import Account
from local.bedrock.errors import ModelNotReadyException
from local.bedrock.imports.records import ImportedModel
from local.bedrock.listing import page
from local.bedrock.rest_json.requests import Request


class ImportedModels:
    def __init__(self, account: Account) -> None:
        self._account = account

    def get_imported_model(self, request: Request) -> dict[str, Any]:
        return self._account.imported_models.get(request["modelIdentifier"]).description()

    def list_imported_models(self, request: Request) -> dict[str, Any]:
        return page(self._account.imported_models, request, "modelSummaries")

    def delete_imported_model(self, request: Request) -> dict[str, Any]:
        with self._account.lock:
            model = self._account.imported_models.get(request["modelIdentifier"])
            self._account.imported_models.remove(model.arn)
        return {}


@dataclass
class _Copy:
    ready_at: float
    idle_from: float


class ModelCopies:
    """A copy of an imported model is started by the first call, and gone after an idle while."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._copies: dict[str, _Copy] = {}

    def assert_warm(self, model: ImportedModel) -> None:
        settings, moment = self._account.settings, monotonic()
        with self._account.lock:
            copy = self._copies.get(model.arn)
            if copy is None or moment > copy.idle_from + settings.imported_model_idle_seconds:
                ready_at = moment + settings.imported_model_start_seconds
                copy = self._copies[model.arn] = _Copy(ready_at, idle_from=ready_at)
            if moment < copy.ready_at:
                raise ModelNotReadyException(
                    "Model is not ready for inference. Wait and try your request again."
                )
            copy.idle_from = moment
