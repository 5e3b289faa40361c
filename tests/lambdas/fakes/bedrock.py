"""Amazon Bedrock's control plane in memory. Time stands still: a test moves each status itself."""

from typing import Any

from tests.lambdas.fakes.bedrock_imports import FakeImports
from tests.lambdas.fakes.bedrock_resources import NOW, REGION_AND_ACCOUNT, page
from tests.lambdas.fakes.bedrock_throughputs import FakeThroughputs
from tests.lambdas.fakes.client import Answer, Journal


class FakeBedrock(FakeThroughputs, FakeImports):
    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.jobs: dict[str, Answer] = {}
        self.models: dict[str, str] = {}
        """The names of the custom models by their ARNs."""
        self.deployments: dict[str, Answer] = {}
        self.custom_models: dict[str, Answer] = {}
        self.model_lifecycle: Answer = {"status": "ACTIVE"}
        self.customizations = ["FINE_TUNING", "DISTILLATION"]
        self.availability = {
            "agreementAvailability": {"status": "AVAILABLE"},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE",
        }

    def get_foundation_model(self, *, modelIdentifier: str) -> Answer:
        details = {
            "modelArn": f"arn:aws:bedrock:us-east-1::foundation-model/{modelIdentifier}",
            "modelId": modelIdentifier,
            "modelLifecycle": self.model_lifecycle,
            "customizationsSupported": self.customizations,
        }
        return {"modelDetails": details}

    def get_foundation_model_availability(self, *, modelId: str) -> Answer:
        return {"modelId": modelId, **self.availability}

    def create_model_customization_job(self, **asked: Any) -> Answer:
        token = self._required_token("CreateModelCustomizationJob", asked)
        if token in self._arn_by_token:
            return {"jobArn": self._arn_by_token[token]}
        if asked["jobName"] in self.jobs:
            raise self.error("CreateModelCustomizationJob", "ConflictException", "name in use")
        base_arn, id_ = self._base_arn(asked["baseModelIdentifier"]), next(self._ids)
        base_model = _foundation_of(base_arn)
        job_arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:model-customization-job/{base_model}/{id_}"
        self._arn_by_token[token] = job_arn
        self.jobs[asked["jobName"]] = {
            "jobArn": job_arn,
            "jobName": asked["jobName"],
            "outputModelName": asked["customModelName"],
            "roleArn": asked["roleArn"],
            "status": "InProgress",
            "creationTime": NOW,
            "baseModelArn": base_arn,
            "trainingDataConfig": asked["trainingDataConfig"],
            "validationDataConfig": asked.get("validationDataConfig", {"validators": []}),
            "outputDataConfig": asked["outputDataConfig"],
        }
        return {"jobArn": job_arn}

    def _base_arn(self, identifier: str) -> str:
        if identifier.startswith("arn:"):
            self.get_custom_model(modelIdentifier=identifier)
            return identifier
        return f"arn:aws:bedrock:us-east-1::foundation-model/{identifier}"

    def get_model_customization_job(self, *, jobIdentifier: str) -> Answer:
        return self._found("GetModelCustomizationJob", self.jobs, jobIdentifier, "jobArn")

    def list_model_customization_jobs(
        self, *, nameContains: str, statusEquals: str, nextToken: str = "0"
    ) -> Answer:
        found = [
            {k: job[k] for k in ("jobArn", "baseModelArn", "jobName", "status", "creationTime")}
            for job in self.jobs.values()
            if nameContains in job["jobName"] and job["status"] == statusEquals
        ]
        return page("modelCustomizationJobSummaries", found, nextToken)

    def stop_model_customization_job(self, *, jobIdentifier: str) -> Answer:
        job = self._found("StopModelCustomizationJob", self.jobs, jobIdentifier, "jobArn")
        if job["status"] != "InProgress":
            raise self.error("StopModelCustomizationJob", "ConflictException", "not in progress")
        job["status"] = "Stopping"
        return {}

    def get_custom_model(self, *, modelIdentifier: str) -> Answer:
        for model in self.custom_models.values():
            if modelIdentifier in (model["modelArn"], model["modelName"]):
                return model
        raise self.error("GetCustomModel", "ResourceNotFoundException", modelIdentifier)

    def complete(self, job_name: str) -> str:
        """The job ends well; the ARN of the model that it made."""
        job = self.jobs[job_name]
        base_model = _foundation_of(job["baseModelArn"])
        model = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:custom-model/{base_model}/{next(self._ids)}"
        job.update(status="Completed", outputModelArn=model)
        self.custom_models[model] = {
            "modelArn": model,
            "modelName": job["outputModelName"],
            "baseModelArn": job["baseModelArn"],
            "creationTime": NOW,
            "modelStatus": "Active",
        }
        self.models[model] = job["outputModelName"]
        return model

    def delete_custom_model(self, *, modelIdentifier: str) -> Answer:
        found = [arn for arn, name in self.models.items() if modelIdentifier in (arn, name)]
        if not found:
            reason = f"{modelIdentifier} does not exist"
            raise self.error("DeleteCustomModel", "ResourceNotFoundException", reason)
        del self.models[found[0]]
        return {}

    def create_custom_model_deployment(self, **asked: Any) -> Answer:
        token, name = (
            self._required_token("CreateCustomModelDeployment", asked),
            asked["modelDeploymentName"],
        )
        if token in self._arn_by_token:
            return {"customModelDeploymentArn": self._arn_by_token[token]}
        if name in self.deployments:
            raise self.error("CreateCustomModelDeployment", "ValidationException", "name in use")
        arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:custom-model-deployment/{next(self._ids)}"
        self._arn_by_token[token] = arn
        self.deployments[name] = {
            "customModelDeploymentArn": arn,
            "modelDeploymentName": name,
            "modelArn": asked["modelArn"],
            "createdAt": NOW,
            "status": "Creating",
        }
        return {"customModelDeploymentArn": arn}

    def get_custom_model_deployment(self, *, customModelDeploymentIdentifier: str) -> Answer:
        return self._deployment("GetCustomModelDeployment", customModelDeploymentIdentifier)

    def list_custom_model_deployments(self, *, nameContains: str, nextToken: str = "0") -> Answer:
        found = [
            {
                "customModelDeploymentArn": deployment["customModelDeploymentArn"],
                "customModelDeploymentName": name,
                "modelArn": deployment["modelArn"],
                "createdAt": NOW,
                "status": deployment["status"],
            }
            for name, deployment in self.deployments.items()
            if nameContains in name
        ]
        return page("modelDeploymentSummaries", found, nextToken)

    def delete_custom_model_deployment(self, *, customModelDeploymentIdentifier: str) -> Answer:
        operation = "DeleteCustomModelDeployment"
        deployment = self._deployment(operation, customModelDeploymentIdentifier)
        if deployment["status"] == "Creating":
            raise self.error(operation, "ConflictException", "still being created")
        del self.deployments[deployment["modelDeploymentName"]]
        return {}

    def _deployment(self, operation: str, identifier: str) -> Answer:
        return self._found(operation, self.deployments, identifier, "customModelDeploymentArn")


def _foundation_of(arn: str) -> str:
    """`custom-model/<id of the foundation model>/<id>` or `foundation-model/<id>`."""
    return arn.split("/")[1]
