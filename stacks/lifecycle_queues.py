"""The queues of the lifecycle: events of landed objects, and what could not be processed."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from settings import Settings
from stacks.acknowledgements import acknowledge_dead_letter_queue

ATTEMPTS = 5


def dead_letter_queue(scope: Construct, key: kms.IKey) -> sqs.Queue:
    queue = _queue(scope, "DeadLetters", key, retention_period=Duration.days(14))
    acknowledge_dead_letter_queue(queue)
    return queue


def landed_objects_queue(
    scope: Construct, key: kms.IKey, settings: Settings, dead_letters: sqs.IQueue
) -> sqs.Queue:
    """Delivers late on purpose: an event decides only once its job's files are settled."""
    return _queue(
        scope,
        "LandedObjects",
        key,
        delivery_delay=settings.settle.plus(settings.clock_skew),
        # Six times the function's time-out, as Lambda advises.
        visibility_timeout=Duration.minutes(12),
        dead_letter_queue=sqs.DeadLetterQueue(queue=dead_letters, max_receive_count=ATTEMPTS),
    )


def _queue(scope: Construct, id: str, key: kms.IKey, **properties: Any) -> sqs.Queue:
    return sqs.Queue(
        scope,
        id,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=True,
        **properties,
    )
