"""Provisioned throughput in memory."""

from typing import Any

from tests.lambdas.fakes.bedrock_resources import NOW, REGION_AND_ACCOUNT, BedrockResources, page
from tests.lambdas.fakes.client import Answer, Journal

BASE_MODEL_ARN = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k"


class FakeThroughputs(BedrockResources):
    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self.throughputs: dict[str, Answer] = {}

    def create_provisioned_model_throughput(self, **asked: Any) -> Answer:
        operation, name = "CreateProvisionedModelThroughput", asked["provisionedModelName"]
        token = self._required_token(operation, asked)
        if token in self._arn_by_token:
            return {"provisionedModelArn": self._arn_by_token[token]}
        if name in self.throughputs:
            raise self.error(operation, "ValidationException", "name in use")
        arn = f"arn:aws:bedrock:{REGION_AND_ACCOUNT}:provisioned-model/{next(self._ids)}"
        self._arn_by_token[token] = arn
        self.throughputs[name] = {
            "provisionedModelArn": arn,
            "provisionedModelName": name,
            "modelArn": asked["modelId"],
            "desiredModelArn": asked["modelId"],
            "foundationModelArn": BASE_MODEL_ARN,
            "modelUnits": asked["modelUnits"],
            "desiredModelUnits": asked["modelUnits"],
            "creationTime": NOW,
            "lastModifiedTime": NOW,
            "status": "Creating",
        }
        return {"provisionedModelArn": arn}

    def get_provisioned_model_throughput(self, *, provisionedModelId: str) -> Answer:
        return self._throughput("GetProvisionedModelThroughput", provisionedModelId)

    def list_provisioned_model_throughputs(
        self, *, nameContains: str, nextToken: str = "0"
    ) -> Answer:
        found = [t for name, t in self.throughputs.items() if nameContains in name]
        return page("provisionedModelSummaries", found, nextToken)

    def delete_provisioned_model_throughput(self, *, provisionedModelId: str) -> Answer:
        operation = "DeleteProvisionedModelThroughput"
        throughput = self._throughput(operation, provisionedModelId)
        if throughput["status"] == "Creating":
            raise self.error(operation, "ConflictException", "still being created")
        del self.throughputs[throughput["provisionedModelName"]]
        return {}

    def _throughput(self, operation: str, identifier: str) -> Answer:
        return self._found(operation, self.throughputs, identifier, "provisionedModelArn")
