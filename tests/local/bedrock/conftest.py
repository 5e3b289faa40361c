"""The emulated service on an in-memory S3, reached through real boto3 clients."""

import json
from functools import cache
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError

from local.bedrock.rest_json.constraints import assert_valid
from local.bedrock.rest_json.models import service_model
from local.bedrock.rest_json.routes import Routes
from local.bedrock.service import Bedrock, BedrockSettings, Faults, Surroundings
from tests.local.bedrock.samples import conversation, eventually, tickets

ACCOUNT, REGION = "111122223333", "us-east-1"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/customization"
IMPORT_ROLE = f"arn:aws:iam::{ACCOUNT}:role/import"


def trust(jobs):
    source = f"arn:aws:bedrock:*:{ACCOUNT}:{jobs}/*"
    return {
        "Effect": "Allow",
        "Principal": {"Service": "bedrock.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnEquals": {"aws:SourceArn": source},
        },
    }


TRUST = trust("model-customization-job")


class InMemoryS3:
    def __init__(self):
        self.objects = {}
        self.denied = set()

    def list_objects_v2(self, Bucket, Prefix, MaxKeys=1000, ContinuationToken=""):
        self._authorize("s3:ListBucket")
        start = f"{Bucket}/{Prefix}"
        found = [key for key in sorted(self.objects) if key.startswith(start)]
        later = [key for key in found if key > ContinuationToken]
        shown = later[: min(MaxKeys, 2)]
        contents = [{"Key": key.partition("/")[2], "Size": len(self.objects[key])} for key in shown]
        if len(shown) == len(later):
            return {"Contents": contents, "IsTruncated": False}
        return {"Contents": contents, "IsTruncated": True, "NextContinuationToken": shown[-1]}

    def head_object(self, Bucket, Key):
        self._authorize("s3:GetObject")
        self._found(Bucket, Key)

    def get_object(self, Bucket, Key, Range=""):
        self._authorize("s3:GetObject")
        body = self._found(Bucket, Key)
        if Range:
            first, last = map(int, Range.removeprefix("bytes=").split("-"))
            body = body[first : last + 1]
        return {"Body": BytesIO(body)}

    def put_object(self, Bucket, Key, Body):
        self._authorize("s3:PutObject")
        self.objects[f"{Bucket}/{Key}"] = Body

    def ending(self, suffix):
        """The text of the only object whose key ends like this."""
        (body,) = [body for key, body in self.objects.items() if key.endswith(suffix)]
        return body.decode()

    def _authorize(self, action):
        if action in self.denied:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": action}}, action)

    def _found(self, bucket, key):
        if f"{bucket}/{key}" not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": key}}, "GetObject")
        return self.objects[f"{bucket}/{key}"]


class Graders:
    """The functions of the account, as a service role may invoke them."""

    def __init__(self):
        self.functions, self.events = {}, []

    def invoke(self, FunctionName, Payload):
        event = json.loads(Payload)
        self.events.append(event)
        try:
            answer, outcome = self.functions[FunctionName](event), {}
        except ValueError as error:
            answer = {"errorType": "ValueError", "errorMessage": str(error)}
            outcome = {"FunctionError": "Unhandled"}
        return {**outcome, "Payload": BytesIO(json.dumps(answer).encode())}


class LocalBedrock:
    """The service in its surroundings, and what a test wants to say to it."""

    def __init__(self, clients, region, settings):
        self.s3, self.faults = InMemoryS3(), Faults()
        self.events, self.killed, self.denied = [], [], set()
        self.graders, self.acted_as = Graders(), []
        self.trust = {
            ROLE: {"Version": "2012-10-17", "Statement": [TRUST]},
            IMPORT_ROLE: {"Version": "2012-10-17", "Statement": [trust("model-import-job")]},
        }
        surroundings = Surroundings(
            s3_as=self.s3_as,
            s3_of=self.s3_as,
            lambda_as=lambda role: self.graders,
            role_allows=lambda role, action, resource: (action, resource) not in self.denied,
            trust_policy=self.trust.get,
            emit=lambda detail_type, detail, resources: self.events.append(detail),
            kill_caller=self.killed.append,
        )
        self.service = Bedrock(ACCOUNT, region, surroundings, settings, self.faults)
        self.control, self.runtime = clients

    def s3_as(self, who):
        self.acted_as.append(who)
        return self.s3

    def put(self, key, rows):
        """Rows of question and answer as a file in the Converse format."""
        return self.put_records(key, map(conversation, rows))

    def put_records(self, key, records):
        self.s3.objects[f"data/{key}"] = "\n".join(map(json.dumps, records)).encode()
        return f"s3://data/{key}"

    def start(self, name="triage", **request):
        """A customization job on eight records, unless the request says otherwise."""
        if "trainingDataConfig" not in request:
            request["trainingDataConfig"] = {"s3Uri": self.put("train.jsonl", tickets(8))}
        complete = {
            "jobName": name,
            "customModelName": f"{name}-model",
            "roleArn": ROLE,
            "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
            "outputDataConfig": {"s3Uri": "s3://output/runs"},
            **request,
        }
        return self.control.create_model_customization_job(**complete)["jobArn"]

    def finished(self, job):
        def has_ended():
            shown = self.control.get_model_customization_job(jobIdentifier=job)
            return shown if shown["status"] not in ("InProgress", "Stopping") else None

        return eventually(has_ended, seconds=60)

    def model(self, name="triage", **request):
        """The ARN of a finished custom model."""
        return self.finished(self.start(name, **request))["outputModelArn"]

    def deployment(self, model_arn, name="live", **request):
        """The ARN of a deployment that is Active or Failed."""
        arn = self.control.create_custom_model_deployment(
            modelDeploymentName=name, modelArn=model_arn, **request
        )["customModelDeploymentArn"]
        eventually(lambda: self.deployed(arn)["status"] != "Creating")
        return arn

    def deployed(self, arn):
        return self.control.get_custom_model_deployment(customModelDeploymentIdentifier=arn)

    def fault(self, **document):
        self.faults.add(json.dumps(document))

    def answer(self, model_id, question, **request):
        messages = [{"role": "user", "content": [{"text": question}]}]
        return self.runtime.converse(modelId=model_id, messages=messages, **request)

    def on_the_wire(self, request, **_):
        """Stands in for the network, and for the service's promise to keep to its own model."""
        url = urlsplit(request.url)
        service = url.netloc.split(".")[0]
        body = request.body.encode() if isinstance(request.body, str) else request.body or b""
        headers = {name: _text(value) for name, value in request.headers.items()}
        query = parse_qs(url.query)
        status, headers, answer = self.service.handle(
            service, request.method, url.path, headers, body, query
        )
        if status < 300:
            _assert_keeps_to_the_model(service, request.method, url.path, answer)
        return AWSResponse(request.url, status, headers, Raw(answer))


def _text(value):
    return value.decode() if isinstance(value, bytes) else value


@cache
def _routes(service):
    return Routes(service_model(service))


def _assert_keeps_to_the_model(service, method, path, answer):
    operation, _ = _routes(service).find(method, path)
    # Names of models are longer than their shape allows, also in the service itself.
    if operation.name in ("InvokeModel", "ListFoundationModels", "GetFoundationModel"):
        return
    assert_valid(operation.output_shape, json.loads(answer))


class Raw(BytesIO):
    def stream(self):
        yield self.read()


@pytest.fixture(scope="session")
def clients():
    session = boto3.Session(
        aws_access_key_id="AKIDCALLER", aws_secret_access_key="local", region_name=REGION
    )
    once = Config(retries={"total_max_attempts": 1})
    return session.client("bedrock", config=once), session.client("bedrock-runtime", config=once)


@pytest.fixture
def local_bedrock(clients):
    """Makes the service; its settings are fast ones unless given."""

    def make(region=REGION, **settings):
        fast = {"phase_seconds": 0.01, "deployment_seconds": 0.02} | settings
        made = LocalBedrock(clients, region, BedrockSettings(**fast))
        for client in clients:
            client.meta.events.unregister("before-send", unique_id="local")
            client.meta.events.register("before-send", made.on_the_wire, unique_id="local")
        return made

    yield make
    for client in clients:
        client.meta.events.unregister("before-send", unique_id="local")


@pytest.fixture
def bedrock(local_bedrock):
    return local_bedrock()
