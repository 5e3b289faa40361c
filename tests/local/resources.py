"""Builds what a test needs in a local account, each time under a new name."""

import json
import time
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZipFile

from local.account import LocalAccount

INVOKE = "arn:aws:states:::lambda:invoke"
NUMBERS = count(1)


def eventually(look: Any, seconds: float = 30.0) -> Any:
    """What `look` returns once it is true; fails with the last answer after a while."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"still {found!r} after {seconds} s"
        time.sleep(0.02)
    return found


def allow(action: str | list[str], resource: str | list[str], **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def archive(**files: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, text in files.items():
            package.writestr(f"{name}.py", text)
    return content.getvalue()


class Resources:
    def __init__(self, account: LocalAccount) -> None:
        self.account = account
        self.client = cache(account.client)

    def name(self, kind: str) -> str:
        return f"{kind}-{next(NUMBERS)}"

    def role(self, service: str, *statements: dict[str, Any]) -> str:
        name = self.name("role")
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
        }
        iam = self.client("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy(*statements))
        return role["Role"]["Arn"]

    def client_of_user(self, service: str, *statements: dict[str, Any]) -> Any:
        """A client of a new user who may do just this."""
        iam, name = self.client("iam"), self.name("user")
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="may", PolicyDocument=policy(*statements))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return self.account.client(
            service,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    def function(self, code: str, *statements: dict[str, Any], **configuration: Any) -> str:
        """A function whose `handler(event, context)` is in the code."""
        defaults = {
            "FunctionName": self.name("function"),
            "Runtime": "python3.13",
            "Handler": "step.handler",
            "Timeout": 10,
            "Role": configuration.pop("Role", None)
            or self.role("lambda.amazonaws.com", *statements),
            "Code": {"ZipFile": archive(step=code)},
        }
        created = self.client("lambda").create_function(**{**defaults, **configuration})
        return created["FunctionArn"]

    def invoke(self, function: str, event: Any = None) -> Any:
        """The function's answer; of a failed invocation, the error document."""
        response = self.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        return json.loads(response["Payload"].read())

    def queue(self, **attributes: str) -> str:
        """The URL of a new queue."""
        queues = self.client("sqs")
        url = queues.create_queue(QueueName=self.name("queue"), Attributes=attributes)
        return url["QueueUrl"]

    def queue_arn(self, url: str) -> str:
        queues = self.client("sqs")
        found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return found["Attributes"]["QueueArn"]

    def open_queue(self, service: str, **attributes: str) -> str:
        """The URL of a queue that lets an AWS service send to it."""
        url = self.queue(**attributes)
        statement = allow("sqs:SendMessage", "*", Principal={"Service": service})
        self.client("sqs").set_queue_attributes(
            QueueUrl=url, Attributes={"Policy": policy(statement)}
        )
        return url

    def messages(self, url: str) -> list[dict[str, Any]]:
        """What waits in the queue now; it is taken out."""
        queues = self.client("sqs")
        received = queues.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        messages = received.get("Messages", [])
        for message in messages:
            queues.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages

    def bodies(self, url: str) -> list[Any]:
        return [json.loads(message["Body"]) for message in self.messages(url)]

    def rule(self, target: dict[str, Any], **definition: Any) -> str:
        """The ARN of an EventBridge rule with one target."""
        events, name = self.client("events"), self.name("rule")
        arn = events.put_rule(Name=name, **definition)["RuleArn"]
        events.put_targets(Rule=name, Targets=[{"Id": "only", **target}])
        return arn

    def state_machine(self, states: dict[str, Any], role: str = "", **more: Any) -> str:
        """A JSONata machine that starts at its first state; its role may invoke everything."""
        options = {key: more.pop(key) for key in ("loggingConfiguration",) if key in more}
        definition = {
            "QueryLanguage": "JSONata",
            "StartAt": next(iter(states)),
            "States": states,
            **more,
        }
        created = self.client("stepfunctions").create_state_machine(
            name=self.name("machine"),
            definition=json.dumps(definition),
            roleArn=role or self.role("states.amazonaws.com", allow("lambda:InvokeFunction", "*")),
            **options,
        )
        return created["stateMachineArn"]

    def start(self, machine: str, given: Any = None, **more: Any) -> str:
        started = self.client("stepfunctions").start_execution(
            stateMachineArn=machine, input=json.dumps(given or {}), **more
        )
        return started["executionArn"]

    def ended(self, execution: str) -> dict[str, Any]:
        """The description of the execution once it no longer runs."""
        states = self.client("stepfunctions")

        def described() -> dict[str, Any] | None:
            found = states.describe_execution(executionArn=execution)
            return None if found["status"] == "RUNNING" else found

        return eventually(described)

    def run(self, states: dict[str, Any], given: Any = None, **more: Any) -> Any:
        """The output of a successful execution, else (status, error, cause)."""
        found = self.ended(self.start(self.state_machine(states, **more), given))
        if found["status"] == "SUCCEEDED":
            return json.loads(found["output"])
        return found["status"], found.get("error"), found.get("cause")

    def history(self, execution: str) -> list[dict[str, Any]]:
        states = self.client("stepfunctions")
        return states.get_execution_history(executionArn=execution, maxResults=1000)["events"]


def task(function: str, payload: Any, **fields: Any) -> dict[str, Any]:
    """A Lambda task state whose output is what the function returns."""
    return {
        "Type": "Task",
        "Resource": INVOKE,
        "Arguments": {"FunctionName": function, "Payload": payload},
        "Output": "{% $states.result.Payload %}",
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }


def token_task(function: str, payload: Any, **fields: Any) -> dict[str, Any]:
    """A task that hands out its token as `token` and waits for its result."""
    return {
        "Type": "Task",
        "Resource": f"{INVOKE}.waitForTaskToken",
        "Arguments": {
            "FunctionName": function,
            "Payload": {**payload, "token": "{% $states.context.Task.Token %}"},
        },
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }
