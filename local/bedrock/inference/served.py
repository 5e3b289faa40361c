"""Which model answers under an identifier: a base model's, a deployment's, an imported model's."""

from dataclasses import dataclass, replace
from typing import Literal

from local.bedrock.account import Account
from local.bedrock.errors import ModelNotReadyException, ValidationException
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.imports.models import ModelCopies
from local.bedrock.imports.records import ImportedModel
from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.resources import Resource

Family = Literal[
    "nova", "llama", "claude", "titan-text", "titan-image", "titan-embedding", "cohere", "imported"
]
_FAMILIES: dict[str, Family] = {
    "amazon.nova": "nova",
    "amazon.titan-text": "titan-text",
    "amazon.titan-image": "titan-image",
    "amazon.titan-embed-image": "titan-embedding",
    "anthropic.": "claude",
    "cohere.command": "cohere",
    "meta.llama": "llama",
}
"""By how the model id starts."""


@dataclass(frozen=True)
class Served:
    family: Family
    """By which request body it is asked."""
    language_model: LanguageModel
    converses: bool


class ServedModels:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._copies = ModelCopies(account)

    def find(self, identifier: str) -> Served:
        if ":custom-model-deployment/" in identifier:
            deployment = self._account.deployments.get(identifier)
            _assert_serving(deployment, "Active")
            return self._made(deployment.model_arn)
        if ":provisioned-model/" in identifier:
            throughput = self._account.throughputs.get(identifier)
            _assert_serving(throughput, "InService", "Updating")
            return self._made(throughput.model_arn)
        if ":imported-model/" in identifier:
            model = self._account.imported_models.get(identifier)
            self._copies.assert_warm(model)
            return _imported(model)
        return self._offered(identifier)

    def _offered(self, identifier: str) -> Served:
        models = self._account.foundation_models
        if profile := models.find_profile(identifier):
            return _served(models.get(profile.model_id))
        found = models.find(identifier)
        if found is None:
            raise ValidationException("The provided model identifier is invalid.")
        if "ON_DEMAND" not in found.inference_types_supported:
            raise ValidationException(
                f"Invocation of model ID {identifier} with on-demand throughput isn't supported."
            )
        return _served(found)

    def _made(self, arn: str) -> Served:
        found = self._account.foundation_models.find(arn)
        if found:
            return _served(found)
        custom = self._account.custom_models.get(arn)
        return replace(_served(custom.foundation_model), language_model=custom.language_model)


def _served(model: FoundationModel) -> Served:
    family = next(each for start, each in _FAMILIES.items() if model.model_id.startswith(start))
    pre_trained = foundation_model(model.pages_read)
    return Served(family, pre_trained, "TEXT" in model.output_modalities)


def _imported(model: ImportedModel) -> Served:
    return Served("imported", model.language_model, model.instruct_supported)


def _assert_serving(resource: Resource, *serving: str) -> None:
    if resource.status == "Creating":
        raise ModelNotReadyException(f"{resource.arn} is not ready to serve requests.")
    if resource.status not in serving:
        raise ValidationException(f"{resource.arn} is {resource.status}.")
