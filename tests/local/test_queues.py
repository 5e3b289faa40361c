"""Queues between events and functions."""

import json
import time

import pytest

from tests.local.resources import allow, eventually

POISON_STAYS = """
def handler(event, context):
    failed = [r["messageId"] for r in event["Records"] if r["body"] == "poison"]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}
"""
RECORDING = """
import boto3, json

def handler(event, context):
    bodies = [record["body"] for record in event["Records"]]
    boto3.client("sqs").send_message(QueueUrl=SEEN, MessageBody=json.dumps(bodies))
"""


@pytest.fixture
def dead_letters(resources):
    return resources.queue()


def queue_with_dead_letters(resources, dead_letters):
    redrive = {"deadLetterTargetArn": resources.queue_arn(dead_letters), "maxReceiveCount": 2}
    return resources.queue(VisibilityTimeout="1", RedrivePolicy=json.dumps(redrive))


def consume(resources, queue, function, **more):
    resources.client("lambda").create_event_source_mapping(
        EventSourceArn=resources.queue_arn(queue), FunctionName=function, **more
    )


def test_a_delayed_message_arrives_when_its_delay_is_over(resources):
    queue = resources.queue()
    sent = time.monotonic()
    resources.client("sqs").send_message(QueueUrl=queue, MessageBody='"late"', DelaySeconds=1)
    assert eventually(lambda: resources.bodies(queue)) == ["late"]
    assert time.monotonic() - sent >= 1


def test_a_function_gets_at_most_its_batch_size(resources):
    queue, seen = resources.queue(), resources.queue()
    function = resources.function(
        RECORDING.replace("SEEN", repr(seen)), allow("sqs:SendMessage", "*")
    )
    entries = [{"Id": str(number), "MessageBody": str(number)} for number in range(7)]
    resources.client("sqs").send_message_batch(QueueUrl=queue, Entries=entries)
    consume(resources, queue, function, BatchSize=3)
    batches = []
    eventually(lambda: batches.extend(resources.bodies(seen)) or sum(map(len, batches)) == 7)
    assert max(map(len, batches)) == 3


def test_only_the_reported_failures_of_a_batch_come_back_and_end_in_the_dead_letter_queue(
    resources, dead_letters
):
    queue = queue_with_dead_letters(resources, dead_letters)
    consume(
        resources,
        queue,
        resources.function(POISON_STAYS),
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    for body in ("good", "poison", "good"):
        resources.client("sqs").send_message(QueueUrl=queue, MessageBody=body)
    (message,) = eventually(lambda: resources.messages(dead_letters))
    assert message["Body"] == "poison"


def test_a_message_whose_function_fails_ends_in_the_dead_letter_queue(resources, dead_letters):
    queue = queue_with_dead_letters(resources, dead_letters)
    consume(resources, queue, resources.function("def handler(event, context): raise ValueError"))
    resources.client("sqs").send_message(QueueUrl=queue, MessageBody="each time")
    (message,) = eventually(lambda: resources.messages(dead_letters))
    assert message["Body"] == "each time"
