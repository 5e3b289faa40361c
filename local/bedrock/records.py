"""What the service remembers of its jobs, models, deployments and provisioned throughputs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local.bedrock.customization_rules import CustomizationRules
from local.bedrock.foundation_models import FoundationModel
from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.resources import Resource
from local.bedrock.rest_json.requests import Request


@dataclass(frozen=True, kw_only=True)
class Phase:
    status: str
    creation_time: datetime
    last_modified_time: datetime

    def description(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "creationTime": self.creation_time,
            "lastModifiedTime": self.last_modified_time,
        }


@dataclass(frozen=True, kw_only=True)
class Losses:
    training: float
    validation: tuple[float, ...]
    """One per validation set."""

    def description(self) -> dict[str, Any]:
        return {
            "trainingMetrics": {"trainingLoss": self.training},
            "validationMetrics": [{"validationLoss": loss} for loss in self.validation],
        }


@dataclass(frozen=True, kw_only=True)
class CustomizationJob(Resource):
    request: Request
    """As it was made, hyper-parameters completed by their defaults."""
    base_model_arn: str
    foundation_model: FoundationModel
    foundation_model_arn: str
    rules: CustomizationRules
    start: LanguageModel = field(repr=False)
    phases: dict[str, Phase]
    last_modified_time: datetime
    output_model_arn: str | None = None
    failure_message: str | None = None
    end_time: datetime | None = None
    losses: Losses | None = None

    @property
    def is_scheduled(self) -> bool:
        return self.status in ("InProgress", "Stopping")

    def description(self) -> dict[str, Any]:
        return {
            **self.request,
            **(self.losses.description() if self.losses else {}),
            "jobArn": self.arn,
            "status": self.status,
            "statusDetails": {name: phase.description() for name, phase in self.phases.items()},
            "baseModelArn": self.foundation_model_arn,
            "outputModelName": self.request["customModelName"],
            "outputModelArn": self.output_model_arn,
            "customModelArn": self.output_model_arn,
            "validationDataConfig": self.request.get("validationDataConfig", {"validators": []}),
            "failureMessage": self.failure_message,
            "creationTime": self.creation_time,
            "lastModifiedTime": self.last_modified_time,
            "endTime": self.end_time,
        }


@dataclass(frozen=True, kw_only=True)
class CustomModel(Resource):
    foundation_model: FoundationModel
    foundation_model_arn: str
    base_model_arn: str
    """Of what it was made: the foundation model or another custom model."""
    language_model: LanguageModel = field(repr=False)
    job: CustomizationJob | None = None
    """As it was on completion; None for a model that was made elsewhere."""
    failure_message: str | None = None

    def description(self) -> dict[str, Any]:
        made_by = self.job.description() if self.job else {"customizationType": "IMPORTED"}
        return {
            **made_by,
            "failureMessage": self.failure_message,
            "modelArn": self.arn,
            "modelName": self.name,
            "baseModelArn": self.base_model_arn,
            "baseModelName": self.foundation_model.base_name,
            "ownerAccountId": self.arn.split(":")[4],
            "creationTime": self.creation_time,
            "modelStatus": self.status,
        }


@dataclass(frozen=True, kw_only=True)
class Deployment(Resource):
    model_arn: str
    text: str | None = None
    """What the caller says of it."""
    update: dict[str, str] = field(default_factory=dict)
    """Latest change of the model behind it, if any: modelArn and updateStatus."""
    failure_message: str | None = None
    last_updated_time: datetime | None = None

    @property
    def is_updating(self) -> bool:
        return self.update.get("updateStatus") == "Updating"

    def models(self) -> set[str]:
        """ARNs of the model it serves and of the one it is about to serve."""
        return {self.model_arn} | ({self.update["modelArn"]} if self.is_updating else set())

    def description(self) -> dict[str, Any]:
        return {
            "customModelDeploymentArn": self.arn,
            "modelDeploymentName": self.name,
            "customModelDeploymentName": self.name,
            "modelArn": self.model_arn,
            "description": self.text,
            "status": self.status,
            "updateDetails": self.update or None,
            "failureMessage": self.failure_message,
            "createdAt": self.creation_time,
            "lastUpdatedAt": self.last_updated_time,
        }


@dataclass(frozen=True, kw_only=True)
class Throughput(Resource):
    model_units: int
    model_arn: str
    desired_model_arn: str
    foundation_model_arn: str
    last_modified_time: datetime
    commitment_duration: str | None = None
    commitment_expiration_time: datetime | None = None
    failure_message: str | None = None

    def models(self) -> set[str]:
        """ARNs of the model it serves and of the one it is about to serve."""
        return {self.model_arn, self.desired_model_arn}

    def description(self) -> dict[str, Any]:
        return {
            "provisionedModelArn": self.arn,
            "provisionedModelName": self.name,
            "modelUnits": self.model_units,
            "desiredModelUnits": self.model_units,
            "modelArn": self.model_arn,
            "desiredModelArn": self.desired_model_arn,
            "foundationModelArn": self.foundation_model_arn,
            "status": self.status,
            "failureMessage": self.failure_message,
            "commitmentDuration": self.commitment_duration,
            "commitmentExpirationTime": self.commitment_expiration_time,
            "creationTime": self.creation_time,
            "lastModifiedTime": self.last_modified_time,
        }
