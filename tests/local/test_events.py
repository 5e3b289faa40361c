"""What EventBridge receives, and how it reaches its targets."""

import json

import pytest

from tests.local.resources import allow, eventually, policy

EVENTBRIDGE = "events.amazonaws.com"
BY_EVENTBRIDGE = {"Principal": {"Service": EVENTBRIDGE}}
ECHO = """
import boto3, json

def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=QUEUE, MessageBody=json.dumps(event))
    if "fail" in event.get("detail", {}): raise ValueError("told to")
"""


def put(resources, source, detail):
    entry = {"Source": source, "DetailType": "note", "Detail": json.dumps(detail)}
    resources.client("events").put_events(Entries=[entry])


def pattern(source):
    return json.dumps({"source": [source]})


@pytest.fixture
def source(resources):
    return resources.name("test.source")


def test_an_object_created_event_names_the_version(resources, source):
    s3, bucket = resources.client("s3"), resources.name("bucket")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    queue = resources.open_queue(EVENTBRIDGE)
    created = {"detail-type": ["Object Created"], "detail": {"bucket": {"name": [bucket]}}}
    resources.rule({"Arn": resources.queue_arn(queue)}, EventPattern=json.dumps(created))
    versions = [
        s3.put_object(Bucket=bucket, Key="jobs/ä b/job.yaml", Body=b"x")["VersionId"]
        for _ in range(2)
    ]
    seen = []
    eventually(lambda: seen.extend(resources.bodies(queue)) or len(seen) == 2)
    objects = [event["detail"]["object"] for event in seen]
    assert {entry["version-id"] for entry in objects} == set(versions)
    assert {entry["key"] for entry in objects} == {"jobs/ä b/job.yaml"}
    assert len({entry["sequencer"] for entry in objects}) == 2


def test_an_input_transformer_shapes_the_event(resources, source):
    queue = resources.open_queue(EVENTBRIDGE)
    transformer = {
        "InputPathsMap": {"job": "$.detail.job", "tags": "$.detail.tags"},
        "InputTemplate": '{"job": <job>, "tags": <tags>, "text": "job <job> ended"}',
    }
    target = {"Arn": resources.queue_arn(queue), "InputTransformer": transformer}
    resources.rule(target, EventPattern=pattern(source))
    put(resources, source, {"job": "triage", "tags": ["a"]})
    (body,) = eventually(lambda: resources.bodies(queue))
    assert body == {"job": "triage", "tags": ["a"], "text": "job triage ended"}


def test_a_rate_rule_fires_again_and_again(resources):
    queue = resources.open_queue(EVENTBRIDGE)
    target = {"Arn": resources.queue_arn(queue), "Input": '{"tick": true}'}
    rule = resources.rule(target, ScheduleExpression="rate(1 minute)")
    seen = []
    eventually(lambda: seen.extend(resources.bodies(queue)) or len(seen) >= 3)
    resources.client("events").disable_rule(Name=rule.rsplit("/", 1)[-1])
    assert seen[0] == {"tick": True}


def test_a_queue_whose_policy_is_silent_gets_nothing_and_the_event_is_dead_lettered(
    resources, source
):
    closed, dead_letters = resources.queue(), resources.open_queue(EVENTBRIDGE)
    target = {
        "Arn": resources.queue_arn(closed),
        "DeadLetterConfig": {"Arn": resources.queue_arn(dead_letters)},
    }
    rule = resources.rule(target, EventPattern=pattern(source))
    put(resources, source, {"n": 1})
    (message,) = eventually(lambda: resources.messages(dead_letters))
    assert json.loads(message["Body"])["detail"] == {"n": 1}
    assert message["MessageAttributes"]["RULE_ARN"]["StringValue"] == rule
    assert resources.messages(closed) == []


@pytest.mark.parametrize("key_allows", [True, False])
def test_an_encrypted_queue_needs_the_permission_of_its_key(resources, source, key_allows):
    account = allow("kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"})
    service = allow(["kms:GenerateDataKey", "kms:Decrypt"], "*", **BY_EVENTBRIDGE)
    statements = [account, service] if key_allows else [account]
    key = resources.client("kms").create_key(Policy=policy(*statements))["KeyMetadata"]
    queue = resources.open_queue(EVENTBRIDGE, KmsMasterKeyId=key["Arn"])
    dead_letters = resources.open_queue(EVENTBRIDGE)
    target = {
        "Arn": resources.queue_arn(queue),
        "DeadLetterConfig": {"Arn": resources.queue_arn(dead_letters)},
    }
    resources.rule(target, EventPattern=pattern(source))
    put(resources, source, {})
    reached = queue if key_allows else dead_letters
    assert len(eventually(lambda: resources.messages(reached))) == 1


def test_a_function_without_permission_for_the_rule_is_not_invoked(resources, source):
    seen, dead_letters = resources.queue(), resources.open_queue(EVENTBRIDGE)
    target = {
        "Arn": resources.function(ECHO.replace("QUEUE", repr(seen)), allow("sqs:*", "*")),
        "DeadLetterConfig": {"Arn": resources.queue_arn(dead_letters)},
    }
    resources.rule(target, EventPattern=pattern(source))
    put(resources, source, {})
    eventually(lambda: resources.messages(dead_letters))
    assert resources.messages(seen) == []


def test_a_function_that_fails_on_an_event_is_retried_and_then_its_destination_is_told(
    resources, source
):
    seen, failures = resources.queue(), resources.queue()
    function = resources.function(ECHO.replace("QUEUE", repr(seen)), allow("sqs:*", "*"))
    functions = resources.client("lambda")
    functions.put_function_event_invoke_config(
        FunctionName=function,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": resources.queue_arn(failures)}},
    )
    rule = resources.rule({"Arn": function}, EventPattern=pattern(source))
    functions.add_permission(
        FunctionName=function,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal=EVENTBRIDGE,
        SourceArn=rule,
    )
    put(resources, source, {"fail": True})
    (told,) = eventually(lambda: resources.bodies(failures))
    assert told["requestContext"]["approximateInvokeCount"] == 2
    assert told["requestPayload"]["detail"] == {"fail": True}
    assert told["responsePayload"]["errorMessage"] == "told to"
    assert len(resources.messages(seen)) == 2


def test_a_rule_that_starts_a_machine_needs_its_roles_permission(resources, source):
    machine = resources.state_machine({"Pass": {"Type": "Pass", "End": True}})
    states = resources.client("stepfunctions")
    powerless = resources.role(EVENTBRIDGE)
    resources.rule({"Arn": machine, "RoleArn": powerless}, EventPattern=pattern(source))
    put(resources, source, {})
    entitled = resources.role(EVENTBRIDGE, allow("states:StartExecution", machine))
    resources.rule({"Arn": machine, "RoleArn": entitled}, EventPattern=pattern(source))
    put(resources, source, {"n": 2})
    eventually(lambda: states.list_executions(stateMachineArn=machine)["executions"])
    assert len(states.list_executions(stateMachineArn=machine)["executions"]) == 1
