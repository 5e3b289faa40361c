"""The real app deployed to the local account, and what a test needs to drive it."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from lifecycle import documents, names
from lifecycle.request import MANIFEST_NAME
from local.account import LocalAccount

ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}


@dataclass
class Deployed:
    account: LocalAccount
    stage: str = "local"

    @cached_property
    def outputs(self) -> dict[str, str]:
        stacks = self.account.client("cloudformation").describe_stacks()["Stacks"]
        return {
            output["OutputKey"]: output["OutputValue"]
            for stack in stacks
            if stack["StackName"].startswith(f"tailor-{self.stage}-")
            for output in stack.get("Outputs", [])
        }

    @cached_property
    def s3(self) -> Any:
        return self.account.client("s3")

    @cached_property
    def states(self) -> Any:
        return self.account.client("stepfunctions")

    @cached_property
    def bedrock(self) -> Any:
        return self.account.client("bedrock")

    @property
    def intake_bucket(self) -> str:
        return self.outputs["IntakeBucketName"]

    @property
    def output_bucket(self) -> str:
        return self.outputs["OutputBucketName"]

    @property
    def machine(self) -> str:
        return self.outputs["StateMachineArn"]

    def resources(self, stack: str) -> dict[str, str]:
        """Physical ids by logical ids."""
        pages = self.account.client("cloudformation").get_paginator("list_stack_resources")
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages.paginate(StackName=f"tailor-{self.stage}-{stack}")
            for resource in page["StackResourceSummaries"]
        }

    def physical_id(self, stack: str, construct: str) -> str:
        """Of the one resource of a stack that the construct id names."""
        logical = re.compile(construct + "[0-9A-F]{8}")
        (found,) = (p for name, p in self.resources(stack).items() if logical.fullmatch(name))
        return found

    def upload(self, job: str, file: str, body: bytes) -> str:
        """The version id of the uploaded object."""
        key = f"jobs/{job}/{file}"
        return str(self.s3.put_object(Bucket=self.intake_bucket, Key=key, Body=body)["VersionId"])

    def submit(self, job: str, files: dict[str, bytes]) -> str:
        """Uploads the files in their order; the run id that they must lead to."""
        versions = {file: self.upload(job, file, body) for file, body in files.items()}
        return names.run_id(job, versions)

    def execution_arn(self, run: str) -> str:
        return self.machine.replace(":stateMachine:", ":execution:") + f":{run}"

    def execution(self, run: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.states.describe_execution(
                executionArn=self.execution_arn(run)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return None
            raise
        return found

    def ended(self, run: str, seconds: float = 300) -> dict[str, Any]:
        """The execution of the run once it has ended, however it did."""
        for _ in waiting(seconds, f"run {run} to end"):
            execution = self.execution(run)
            if execution and execution["status"] in ENDED:
                return execution
        raise AssertionError("unreachable")

    def entered_states(self, run: str) -> list[str]:
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in self.history(run)
            if "stateEnteredEventDetails" in event
        ]

    def history(self, run: str) -> list[dict[str, Any]]:
        pages = self.states.get_paginator("get_execution_history").paginate(
            executionArn=self.execution_arn(run)
        )
        return [event for page in pages for event in page["events"]]

    def executions_of(self, job: str) -> list[str]:
        pages = self.states.get_paginator("list_executions").paginate(stateMachineArn=self.machine)
        listed = [execution["name"] for page in pages for execution in page["executions"]]
        return [name for name in listed if name.startswith(f"{names.slug(job)}-")]

    def output(self, key: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=self.output_bucket, Key=key)["Body"].read()
        return body

    def document(self, key: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.output(key))
        return document

    def failure_reason(self, run: str) -> str:
        return str(self.document(documents.failure_record(run))["reason"])

    def jobs_of(self, run: str) -> list[dict[str, Any]]:
        listed = self.bedrock.list_model_customization_jobs(nameContains=run)
        return list(listed["modelCustomizationJobSummaries"])

    def deployments_of(self, run: str) -> list[dict[str, Any]]:
        listed = self.bedrock.list_custom_model_deployments(nameContains=run)
        return list(listed.get("modelDeploymentSummaries", []))

    def throughputs_of(self, run: str) -> list[dict[str, Any]]:
        listed = self.bedrock.list_provisioned_model_throughputs(nameContains=run)
        return list(listed.get("provisionedModelSummaries", []))

    def announcement(self, run: str, seconds: float = 30) -> dict[str, Any]:
        for _ in waiting(seconds, f"the announcement of {run}"):
            try:
                return self.document(documents.announcement(run))
            except ClientError as error:
                if error.response["Error"]["Code"] != "NoSuchKey":
                    raise
        raise AssertionError("unreachable")


def waiting(seconds: float, what: str) -> Iterator[None]:
    """Yields until the time is up, then fails saying what did not happen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")


def job_files(
    name: str,
    *,
    training: bytes,
    test: bytes | None = None,
    base_model: str = "amazon.nova-micro-v1:0:128k",
    **request: Any,
) -> dict[str, bytes]:
    """Data first, manifest last, as `tailor submit` uploads them."""
    data = {"training": "train.jsonl"} | ({"test": "test.jsonl"} if test else {})
    manifest = {
        "name": name,
        "technique": "fine-tuning",
        "base_model": base_model,
        "data": data,
        **request,
    }
    files = {"train.jsonl": training} | ({"test.jsonl": test} if test else {})
    return {**files, MANIFEST_NAME: json.dumps(manifest).encode()}


def conversations(count: int, topic: str = "colour") -> bytes:
    """A small learnable set: the answer follows from one word of the prompt."""
    answers = {"sky": "blue", "grass": "green", "sun": "yellow", "coal": "black"}
    things = list(answers)
    return b"".join(
        conversation(
            f"Question {i}: which {topic} has the {things[i % 4]}?",
            f"The {topic} is {answers[things[i % 4]]}.",
        )
        for i in range(count)
    )


def conversation(prompt: str, answer: str) -> bytes:
    record = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [_turn("user", prompt), _turn("assistant", answer)],
    }
    return json.dumps(record).encode() + b"\n"


def _turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}
