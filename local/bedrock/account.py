"""The state of Amazon Bedrock in one account and region, shared by all parts of the service."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import RLock, Timer
from typing import Any
from uuid import uuid4

from local.bedrock.errors import ValidationException
from local.bedrock.faults import Faults
from local.bedrock.foundation_models import FoundationModels
from local.bedrock.imports.records import ImportedModel, ImportJob
from local.bedrock.records import CustomizationJob, CustomModel, Deployment, Throughput
from local.bedrock.resources import Resource, Resources
from local.bedrock.settings import BedrockSettings
from local.bedrock.surroundings import Surroundings


class Account:
    def __init__(
        self,
        account_id: str,
        region: str,
        surroundings: Surroundings,
        settings: BedrockSettings,
        faults: Faults,
    ) -> None:
        self.id, self.region = account_id, region
        self.surroundings, self.settings, self.faults = surroundings, settings, faults
        self.lock = RLock()
        """Held while several resources are looked at or changed as one."""
        self.foundation_models = FoundationModels(region, settings)
        self.jobs = Resources[CustomizationJob]("model customization job", self.lock)
        self.custom_models = Resources[CustomModel]("custom model", self.lock)
        self.deployments = Resources[Deployment]("custom model deployment", self.lock)
        self.throughputs = Resources[Throughput]("provisioned model throughput", self.lock)
        self.import_jobs = Resources[ImportJob]("model import job", self.lock)
        self.imported_models = Resources[ImportedModel]("imported model", self.lock)

    def new_arn(self, kind: str) -> str:
        return f"arn:aws:bedrock:{self.region}:{self.id}:{kind}/{uuid4().hex[:12]}"

    def after(self, seconds: float, action: Callable[..., Any], *arguments: Any) -> None:
        timer = Timer(seconds, action, arguments)
        timer.daemon = True
        timer.start()

    def find(self, identifier: str) -> Resource | None:
        """A resource of any kind."""
        return (
            self.jobs.find(identifier)
            or self.custom_models.find(identifier)
            or self.deployments.find(identifier)
            or self.throughputs.find(identifier)
            or self.import_jobs.find(identifier)
            or self.imported_models.find(identifier)
        )

    def active_custom_model(self, identifier: str) -> CustomModel:
        model = self.custom_models.get(identifier)
        if model.status != "Active":
            raise ValidationException(f"Custom model {model.name} is {model.status}.")
        return model

    def is_served(self, model_arn: str) -> bool:
        deployed = self.deployments.count(lambda each: model_arn in each.models())
        provisioned = self.throughputs.count(lambda each: model_arn in each.models())
        return bool(deployed or provisioned)


def now() -> datetime:
    return datetime.now(UTC)
