"""Import jobs, imported models and models of SageMaker packages in memory."""

from typing import Any

from tests.lambdas.fakes.bedrock_resources import NOW, REGION_AND_ACCOUNT, BedrockResources, page
from tests.lambdas.fakes.client import Answer, Journal


class FakeImports(BedrockResources):
    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.import_jobs: dict[str, Answer] = {}
        self.imported_models: dict[str, Answer] = {}
        self.custom_models: dict[str, Answer] = {}

    def create_model_import_job(self, **asked: Any) -> Answer:
        operation, name = "CreateModelImportJob", asked["jobName"]
        token = self._required_token(operation, asked)
        if token in self._arn_by_token:
            return {"jobArn": self._arn_by_token[token]}
        if name in self.import_jobs:
            raise self.error(operation, "ConflictException", "name in use")
        arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:model-import-job/{next(self._ids)}"
        self._arn_by_token[token] = arn
        self.import_jobs[name] = {
            "jobArn": arn,
            "jobName": name,
            "importedModelName": asked["importedModelName"],
            "roleArn": asked["roleArn"],
            "modelDataSource": asked["modelDataSource"],
            "status": "InProgress",
            "creationTime": NOW,
        }
        return {"jobArn": arn}

    def get_model_import_job(self, *, jobIdentifier: str) -> Answer:
        return self._found("GetModelImportJob", self.import_jobs, jobIdentifier, "jobArn")

    def list_model_import_jobs(
        self, *, nameContains: str, statusEquals: str, nextToken: str = "0"
    ) -> Answer:
        found = [
            {k: job[k] for k in ("jobArn", "jobName", "status", "creationTime")}
            for name, job in self.import_jobs.items()
            if nameContains in name and job["status"] == statusEquals
        ]
        return page("modelImportJobSummaries", found, nextToken)

    def complete_import(self, name: str, *, instruct_supported: bool = True) -> str:
        """The job ends well; the ARN of the model that it made."""
        job = self.import_jobs[name]
        arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:imported-model/{next(self._ids)}"
        job.update(status="Completed", importedModelArn=arn)
        self.imported_models[job["importedModelName"]] = {
            "modelArn": arn,
            "modelName": job["importedModelName"],
            "jobName": name,
            "jobArn": job["jobArn"],
            "creationTime": NOW,
            "modelArchitecture": "LlamaForCausalLM",
            "instructSupported": instruct_supported,
            "customModelUnits": {"customModelUnitsPerModelCopy": 2},
        }
        return arn

    def get_imported_model(self, *, modelIdentifier: str) -> Answer:
        return self._found("GetImportedModel", self.imported_models, modelIdentifier, "modelArn")

    def list_imported_models(self, *, nameContains: str, nextToken: str = "0") -> Answer:
        found = [
            {k: model[k] for k in ("modelArn", "modelName", "creationTime")}
            for name, model in self.imported_models.items()
            if nameContains in name
        ]
        return page("modelSummaries", found, nextToken)

    def delete_imported_model(self, *, modelIdentifier: str) -> Answer:
        model = self._found(
            "DeleteImportedModel", self.imported_models, modelIdentifier, "modelArn"
        )
        del self.imported_models[model["modelName"]]
        return {}

    def create_custom_model(self, **asked: Any) -> Answer:
        operation, name = "CreateCustomModel", asked["modelName"]
        token = self._required_token(operation, asked)
        if token in self._arn_by_token:
            return {"modelArn": self._arn_by_token[token]}
        if name in self.custom_models:
            raise self.error(operation, "ConflictException", "name in use")
        arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:custom-model/imported/{next(self._ids)}"
        self._arn_by_token[token] = arn
        self.custom_models[name] = {
            "modelArn": arn,
            "modelName": name,
            "creationTime": NOW,
            "modelStatus": "Creating",
        }
        return {"modelArn": arn}

    def get_custom_model(self, *, modelIdentifier: str) -> Answer:
        return self._found("GetCustomModel", self.custom_models, modelIdentifier, "modelArn")
