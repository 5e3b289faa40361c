"""Each function may make the calls that its code makes, and no others."""

from itertools import chain

import pytest

from tests.stacks.deployment import Deployment
from tests.stacks.handler_calls import LAMBDAS, calls_of
from tests.stacks.policies import statements_of_role

HANDLERS = sorted(
    path.stem for path in LAMBDAS.glob("*.py") if "\ndef handler(" in path.read_text("utf-8")
)

# Where the action is not the operation of the same name.
ACTIONS = {
    "bedrock_runtime.converse": {"bedrock:InvokeModel"},
    "s3.download_file": {"s3:GetObject", "s3:GetObjectVersion"},
    "s3.head_object": {"s3:GetObject"},
    "s3.list_objects_v2": {"s3:ListBucket"},
    "s3.upload_file": {"s3:PutObject"},
}
PREFIXES = {"stepfunctions": "states"}

# What no line of ours calls, because a service asks for it on the way.
ON_THE_WAY = {
    "bedrock:TagResource": "tags that come with the creation",
    "iam:PassRole": "the role of a job",
    "kms:CreateGrant": "models, encrypted by Bedrock",
    "kms:Decrypt": "everything that we store",
    "kms:DescribeKey": "models, encrypted by Bedrock",
    "kms:GenerateDataKey": "everything that we store",
    "logs:CreateLogStream": "Lambda's own logs",
    "logs:PutLogEvents": "Lambda's own logs",
    "s3:GetObjectVersion": "files are pinned to a version",
    "s3:ListBucket": "without it a missing object is a forbidden one",
    "sqs:DeleteMessage": "Lambda reads the queue as the function",
    "sqs:GetQueueAttributes": "Lambda reads the queue as the function",
    "sqs:ReceiveMessage": "Lambda reads the queue as the function",
    "sqs:SendMessage": "Lambda writes to the dead letters as the function",
    "xray:PutTelemetryRecords": "active tracing",
    "xray:PutTraceSegments": "active tracing",
}
# It looks into the table of wait targets for how to stop them, not for how to observe them.
ONLY_MENTIONED = {
    "release_provisioning": {"bedrock:GetModelCustomizationJob", "bedrock:GetCustomModelDeployment"}
}


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_may_make_every_call_of_its_code(handler: str, dev: Deployment) -> None:
    assert needed(handler) - granted(dev, handler) == set()


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_may_make_no_call_that_its_code_does_not(handler: str, dev: Deployment) -> None:
    assert granted(dev, handler) - needed(handler) - set(ON_THE_WAY) == set()


def needed(handler: str) -> set[str]:
    actions = set(chain.from_iterable(map(actions_of, calls_of(handler))))
    return actions - ONLY_MENTIONED.get(handler, set())


def actions_of(call: str) -> set[str]:
    service, _, operation = call.partition(".")
    camel_case = "".join(word.capitalize() for word in operation.split("_"))
    return ACTIONS.get(call, {f"{PREFIXES.get(service, service)}:{camel_case}"})


def granted(deployment: Deployment, handler: str) -> set[str]:
    function = next(f for _, module, f in deployment.functions() if module == handler)
    role = function["Role"].strip("<>").removesuffix(".Arn")
    return {
        action for statement in statements_of_role(deployment, role) for action in statement.actions
    }


def test_a_call_on_the_way_out_of_a_failure_is_found() -> None:
    assert "s3.delete_object" in calls_of("intake")


def test_a_call_through_a_page_reader_is_found() -> None:
    assert "bedrock.list_custom_model_deployments" in calls_of("release_provisioning")


def test_a_call_through_a_variable_is_found() -> None:
    assert "stepfunctions.send_task_failure" in calls_of("settle_waits")
