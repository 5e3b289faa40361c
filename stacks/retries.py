"""What a step survives by asking again. Everything else is for a person."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks

BUSY = ("TransientServiceError", "Lambda.TooManyRequestsException")
KILLED = (
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.Unknown",
    "Runtime.ExitError",
    "Sandbox.Timedout",
)
LONGEST_DELAY = Duration.minutes(5)


def retry(
    task: tasks.LambdaInvoke,
    errors: Sequence[str],
    first: Duration,
    attempts: float,
    longest: Duration = LONGEST_DELAY,
) -> None:
    task.add_retry(
        errors=list(errors),
        interval=first,
        max_attempts=attempts,
        max_delay=longest,
        backoff_rate=2,
        jitter_strategy=sfn.JitterType.FULL,
    )
