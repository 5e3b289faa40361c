"""A local account, and what the tests deploy to it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml

from local.account import LocalAccount

ASSETS = {
    "code.zip": {"step.py": "def handler(event, context): return event"},
    "new-code.zip": {"step.py": "def handler(event, context): return [event]"},
    "layer.zip": {"python/shared.py": "ANSWER = 42"},
}


class Stacks:
    """CloudFormation, waiting for what it is asked to do."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self.client = client
        self._cloudformation = client("cloudformation")

    def create(self, name: str, template: Mapping[str, Any], **parameters: str) -> str:
        self._cloudformation.create_stack(**_request(name, template, parameters))
        return self._finished(name)

    def update(self, name: str, template: Mapping[str, Any], **parameters: str) -> str:
        self._cloudformation.update_stack(**_request(name, template, parameters))
        return self._finished(name)

    def delete(self, name: str) -> str:
        stack_id = self._cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
        self._cloudformation.delete_stack(StackName=name)
        return self._finished(stack_id)

    def resources(self, name: str) -> dict[str, str]:
        described = self._cloudformation.describe_stack_resources(StackName=name)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for resource in described["StackResources"]
        }

    def failures(self, name: str) -> dict[str, str]:
        events = self._cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        return {
            event["LogicalResourceId"]: event["ResourceStatusReason"]
            for event in events
            if event["ResourceStatus"].endswith("_FAILED")
        }

    def names(self) -> set[str]:
        return {stack["StackName"] for stack in self._cloudformation.describe_stacks()["Stacks"]}

    def template(self, name: str) -> Any:
        return self._cloudformation.get_template(StackName=name)["TemplateBody"]

    def reason_of_failed_change_set(
        self, name: str, template: Mapping[str, Any], **parameters: str
    ) -> str:
        request = _request(name, template, parameters)
        self._cloudformation.create_change_set(ChangeSetName="changes", **request)
        described = self._cloudformation.describe_change_set(
            ChangeSetName="changes", StackName=name
        )
        assert described["Status"] == "FAILED"
        reason: str = described["StatusReason"]
        return reason

    def _finished(self, name: str) -> str:
        while True:
            stack = self._cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            status: str = stack["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                return status
            time.sleep(0.05)


def _request(
    name: str, template: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "StackName": name,
        "TemplateBody": json.dumps(template),
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
        ],
    }


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    with LocalAccount(tmp_path_factory.mktemp("account")) as account:
        yield cache(account.client)


@pytest.fixture(scope="module")
def stacks(client: Callable[[str], Any]) -> Stacks:
    return Stacks(client)


@pytest.fixture(scope="session")
def hardened() -> dict[str, Any]:
    """One resource of every type that we use, with every property that we set."""
    template: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("hardened.yaml").read_text())
    return template


@pytest.fixture(scope="module")
def parameters(client: Callable[[str], Any]) -> dict[str, str]:
    """What the hardened template takes; the assets it names are there."""
    s3 = client("s3")
    s3.create_bucket(Bucket="assets")
    for key, files in ASSETS.items():
        package = BytesIO()
        with ZipFile(package, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        s3.put_object(Bucket="assets", Key=key, Body=package.getvalue())
    return {"AssetBucket": "assets", "CodeKey": "code.zip", "LayerKey": "layer.zip"}
