"""What the service remembers of import jobs and of the models they have brought."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local.bedrock.learning.language_model import LanguageModel
from local.bedrock.resources import Resource
from local.bedrock.rest_json.requests import Request


@dataclass(frozen=True, kw_only=True)
class ImportJob(Resource):
    request: Request
    last_modified_time: datetime
    imported_model_arn: str | None = None
    failure_message: str | None = None
    end_time: datetime | None = None

    @property
    def model_name(self) -> str:
        name: str = self.request["importedModelName"]
        return name

    @property
    def key_arn(self) -> str | None:
        """Only if the request names the key by its ARN; aliases are not resolved."""
        key: str = self.request.get("importedModelKmsKeyId", "")
        return key if ":key/" in key else None

    def description(self) -> dict[str, Any]:
        return {
            **self.request,
            "jobArn": self.arn,
            "status": self.status,
            "importedModelArn": self.imported_model_arn,
            "importedModelKmsKeyArn": self.key_arn,
            "failureMessage": self.failure_message,
            "creationTime": self.creation_time,
            "lastModifiedTime": self.last_modified_time,
            "endTime": self.end_time,
        }


@dataclass(frozen=True, kw_only=True)
class ImportedModel(Resource):
    job: ImportJob
    architecture: str
    instruct_supported: bool
    """Whether Converse works with it."""
    units_per_copy: int
    language_model: LanguageModel = field(repr=False)

    def description(self) -> dict[str, Any]:
        return {
            **self.job.description(),
            "modelArn": self.arn,
            "modelName": self.name,
            "modelArchitecture": self.architecture,
            "instructSupported": self.instruct_supported,
            "modelKmsKeyArn": self.job.key_arn,
            "customModelUnits": {
                "customModelUnitsPerModelCopy": self.units_per_copy,
                "customModelUnitsVersion": "v1.0",
            },
            "creationTime": self.creation_time,
        }
