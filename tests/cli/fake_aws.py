"""An AWS account in memory behind real boto3 clients: nothing is sent, and botocore's own checks,
paginators, exceptions and transfers stay in force."""

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
from boto3 import Session
from botocore import xform_name
from botocore.response import StreamingBody

from tests.botocore_model import violations

Answer = dict[str, Any]
INTAKE, OUTPUT = "tailor-intake", "tailor-output"
MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:tailor"
REAL_SESSION = Session("local", "local", region_name="us-east-1")
START = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)


class Refused(Exception):
    """What an operation answers instead: an error code and its message."""


class FakeAws:
    """Operations are methods named like boto3's; a test changes the state between them."""

    def __init__(self) -> None:
        self.region: str | None = "us-east-1"
        self.outputs: dict[str, dict[str, str]] = {
            "tailor-dev-foundation": {"IntakeBucketName": INTAKE, "OutputBucketName": OUTPUT},
            "tailor-dev-lifecycle": {
                "StateMachineArn": MACHINE,
                "LiveParameterPrefix": "/tailor/dev/live",
            },
        }
        self.objects: dict[str, list[bytes]] = {}
        """Versions by `bucket/key`, in the order of their upload."""
        self.executions: dict[str, Answer] = {}
        self.histories: dict[str, list[Answer]] = {}
        self.job: Answer = {"status": "InProgress"}
        self.deployment_status = "Creating"
        self.throughput_status = "Creating"
        self.answers: dict[str, str] = {}
        """By model id."""
        self.models: dict[str, Answer] = {}
        """Foundation models by identifier."""
        self.unlisted_models: set[str] = set()
        """Those of them that only a direct question finds."""
        self.custom_models: dict[str, Answer] = {}
        """By ARN."""
        self.parameters: dict[str, str] = {}
        self.availability = {
            "agreementAvailability": {"status": "AVAILABLE"},
            "authorizationStatus": "AUTHORIZED",
            "entitlementAvailability": "AVAILABLE",
            "regionAvailability": "AVAILABLE",
        }
        self.refusals: dict[str, Refused] = {}
        """By operation: what it answers from now on."""
        self.asked: list[tuple[str, Answer]] = []

    def session(self, region_name: str | None = None) -> Any:
        """Takes the place of boto3.Session."""
        return SimpleNamespace(region_name=region_name or self.region, client=self._client)

    def put_document(self, key: str, document: object) -> None:
        self.objects.setdefault(f"{OUTPUT}/{key}", []).append(msgspec.json.encode(document))

    def requests(self, operation: str) -> list[Answer]:
        return [parameters for name, parameters in self.asked if name == operation]

    def _client(self, service: str, **options: Any) -> Any:
        client: Any = REAL_SESSION.client(service, **options)  # type: ignore[call-overload]
        client.meta.events.register(f"before-parameter-build.{service}.*", _keep_parameters)
        client.meta.events.register(f"before-call.{service}.*", self._answer)
        return client

    def _answer(self, model: Any, context: Any, **_: Any) -> tuple[Any, Answer]:
        parameters = context["parameters"]
        broken = next(violations(parameters, model.input_shape), None)
        self.asked.append((model.name, parameters))
        try:
            if broken:
                raise Refused("ValidationException", broken)
            if model.name in self.refusals:
                raise self.refusals[model.name]
            return SimpleNamespace(status_code=200), getattr(self, xform_name(model.name))(
                **parameters
            )
        except Refused as refusal:
            code, message = refusal.args
            return SimpleNamespace(status_code=400), {"Error": {"Code": code, "Message": message}}

    def describe_stacks(self, *, StackName: str) -> Answer:
        if StackName not in self.outputs:
            raise Refused("ValidationError", f"Stack with id {StackName} does not exist")
        outputs = self.outputs[StackName].items()
        return {"Stacks": [{"Outputs": [{"OutputKey": k, "OutputValue": v} for k, v in outputs]}]}

    def put_object(self, *, Bucket: str, Key: str, Body: Any, **_: Any) -> Answer:
        versions = self.objects.setdefault(f"{Bucket}/{Key}", [])
        versions.append(Body.read())
        return {"VersionId": f"{Key}-v{len(versions)}"}

    def head_object(self, *, Bucket: str, Key: str, **_: Any) -> Answer:
        versions = self._versions(Bucket, Key, missing="404")
        return {
            "VersionId": f"{Key}-v{len(versions)}",
            "ContentLength": len(versions[-1]),
            "ETag": '"e"',
        }

    def get_object(self, *, Bucket: str, Key: str, **_: Any) -> Answer:
        body = self._versions(Bucket, Key, missing="NoSuchKey")[-1]
        return {"Body": StreamingBody(io.BytesIO(body), len(body)), "ContentLength": len(body)}

    def list_objects_v2(self, *, Bucket: str, Prefix: str, **_: Any) -> Answer:
        keys = [name.removeprefix(f"{Bucket}/") for name in self.objects]
        found = [{"Key": key} for key in keys if key.startswith(Prefix)]
        return {"Contents": found, "IsTruncated": False}

    def _versions(self, bucket: str, key: str, missing: str) -> list[bytes]:
        try:
            return self.objects[f"{bucket}/{key}"]
        except KeyError:
            raise Refused(missing, f"{key} does not exist") from None

    def describe_execution(self, *, executionArn: str) -> Answer:
        run = executionArn.rpartition(":")[2]
        if run not in self.executions:
            raise Refused("ExecutionDoesNotExist", run)
        return {"name": run, "startDate": START, **self.executions[run]}

    def list_executions(self, *, stateMachineArn: str, maxResults: int = 100, **_: Any) -> Answer:
        newest = list(reversed(self.executions))[:maxResults]
        return {"executions": [self.describe_execution(executionArn=run) for run in newest]}

    def get_execution_history(self, *, executionArn: str, **_: Any) -> Answer:
        return {"events": self.histories.get(executionArn.rpartition(":")[2], [])}

    def get_custom_model(self, *, modelIdentifier: str) -> Answer:
        if modelIdentifier not in self.custom_models:
            raise Refused("ResourceNotFoundException", modelIdentifier)
        return self.custom_models[modelIdentifier]

    def get_parameter(self, *, Name: str) -> Answer:
        if Name not in self.parameters:
            raise Refused("ParameterNotFound", Name)
        return {"Parameter": {"Name": Name, "Value": self.parameters[Name]}}

    def list_foundation_models(self) -> Answer:
        shown = (model for name, model in self.models.items() if name not in self.unlisted_models)
        return {"modelSummaries": list(shown)}

    def get_foundation_model(self, *, modelIdentifier: str) -> Answer:
        if modelIdentifier not in self.models:
            raise Refused("ResourceNotFoundException", modelIdentifier)
        return {"modelDetails": self.models[modelIdentifier]}

    def get_foundation_model_availability(self, *, modelId: str) -> Answer:
        return {"modelId": modelId, **self.availability}

    def get_model_customization_job(self, *, jobIdentifier: str) -> Answer:
        return {"jobName": jobIdentifier, **self.job}

    def get_custom_model_deployment(self, *, customModelDeploymentIdentifier: str) -> Answer:
        return {"modelDeploymentName": customModelDeploymentIdentifier} | {
            "status": self.deployment_status
        }

    def get_provisioned_model_throughput(self, *, provisionedModelId: str) -> Answer:
        return {"provisionedModelName": provisionedModelId, "status": self.throughput_status}

    def converse(self, *, modelId: str, **_: Any) -> Answer:
        if modelId not in self.answers:
            raise Refused("AccessDeniedException", f"no access to {modelId}")
        blocks = [{"text": self.answers[modelId]}]
        return {"output": {"message": {"role": "assistant", "content": blocks}}}


def _keep_parameters(params: Answer, context: Any, **_: Any) -> None:
    context["parameters"] = params
