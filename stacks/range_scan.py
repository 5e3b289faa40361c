"""The part of the state machine that scans byte ranges, each in an execution of its own."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from stacks.retries import BUSY, KILLED, retry

# Such an execution is EXPRESS: attempts and the pauses between them must end within 5 minutes.
LONGEST_DELAY = Duration.seconds(20)
RANGE: Mapping[str, str] = {
    "run_id": "{% $run_id %}",
    "range": "{% $states.context.Map.Item.Value %}",
}
# What the executions give is gathered in the state before Output can discard it.
SMALL_RESULT = "{% $states.result.Payload.number %}"


def scan_ranges(
    scope: Construct, *, function: lambda_.IFunction, plans: s3.IBucket, concurrency: int
) -> sfn.DistributedMap:
    """Takes the result of plan_scan. `plans` is the bucket where the plan lies."""
    ranges = sfn.DistributedMap.jsonata(
        scope,
        "Scan ranges",
        label="ScanRanges",
        map_execution_type=sfn.StateMachineType.EXPRESS,
        item_reader=sfn.S3JsonItemReader(bucket=plans, key="{% $states.input.plan_key %}"),
        item_selector=RANGE,
        max_concurrency=concurrency,
        outputs={"scanned": "{% $count($states.result) %}"},
    )
    return ranges.item_processor(_scan_range(scope, function))


def _scan_range(scope: Construct, function: lambda_.IFunction) -> tasks.LambdaInvoke:
    """Such an execution does not see the variables of the one that started it."""
    task = tasks.LambdaInvoke.jsonata(
        scope,
        "Scan range",
        lambda_function=function,
        payload=sfn.TaskInput.from_object(
            {field: f"{{% $states.input.{field} %}}" for field in RANGE}
        ),
        outputs=SMALL_RESULT,
        retry_on_service_exceptions=False,
    )
    retry(task, BUSY, first=Duration.seconds(2), attempts=8, longest=LONGEST_DELAY)
    retry(task, KILLED, first=Duration.seconds(2), attempts=2, longest=LONGEST_DELAY)
    return task
