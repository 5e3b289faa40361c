"""AWS/SQS metrics: how many messages wait in each queue, and how old the oldest is."""

import time
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, sqs

from local.hooks import require_hooks

HOOKS = {
    "ministack.services.cloudwatch": ("record_metric",),
    "ministack.services.sqs": ("_queues", "_refresh_counts"),
}
COUNTED = {
    "ApproximateNumberOfMessagesVisible": "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible": "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed": "ApproximateNumberOfMessagesDelayed",
}


def extend() -> None:
    require_hooks(HOOKS)


def record_queue_metrics() -> None:
    for (account_id, region, _), queue in list(sqs._queues._data.items()):
        with request_scope(account_id, region):
            _record(queue)


def _record(queue: dict[str, Any]) -> None:
    sqs._refresh_counts(queue)
    attributes = queue["attributes"]
    dimensions = {"QueueName": attributes["QueueArn"].rsplit(":", 1)[-1]}
    for metric, attribute in COUNTED.items():
        count = float(attributes[attribute])
        cloudwatch.record_metric("AWS/SQS", metric, count, "Count", dimensions)
    sent = [message["sent_at"] for message in queue["messages"]]
    age = time.time() - min(sent) if sent else 0
    cloudwatch.record_metric("AWS/SQS", "ApproximateAgeOfOldestMessage", age, "Seconds", dimensions)
