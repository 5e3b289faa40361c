"""The part of the state machine that scans the ranges of a dataset, each in an execution of its
own. Such an execution sees no variable of the one that started it."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from stacks.retries import BUSY, KILLED, retry
from stacks.workflow_states import ANYTHING, CAUSE, ERROR

# It is EXPRESS: attempts, the pauses between them and the record of a failure must end within
# 5 minutes.
LONGEST_DELAY = Duration.seconds(20)
RANGE: Mapping[str, str] = {
    "run_id": "{% $run_id %}",
    "range": "{% $states.context.Map.Item.Value %}",
}
# What the executions give is gathered in the state before Output can discard it.
SMALL_RESULT = "{% $states.result.Payload.number %}"


def scan_ranges(
    scope: Construct,
    *,
    functions: Mapping[str, lambda_.IFunction],
    plans: s3.IBucket,
    concurrency: int,
) -> sfn.DistributedMap:
    """Takes what has a `plan_key`. `plans` is the bucket where the plan lies."""
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
    scan = _task(scope, "Scan range", functions["scan_range"], {}, SMALL_RESULT, patience=8)
    scan.add_catch(
        _record_and_fail(scope, functions["record_range_failure"]),
        errors=ANYTHING,
        outputs="{% $states.input %}",
        assign={"failure": "{% $states.errorOutput %}"},
    )
    return ranges.item_processor(scan)


def _record_and_fail(scope: Construct, function: lambda_.IFunction) -> sfn.Chain:
    """A failed Map Run knows no reason of its own, and a function that was killed has left none."""
    caught = {"error": ERROR, "cause": CAUSE}
    record = _task(
        scope, "Record range failure", function, caught, "{% $states.input %}", patience=3
    )
    failed = sfn.Fail.jsonata(scope, "Range failed", error=ERROR, cause=CAUSE)
    record.add_catch(failed, errors=ANYTHING)
    return record.next(failed)


def _task(
    scope: Construct,
    title: str,
    function: lambda_.IFunction,
    caught: Mapping[str, str],
    outputs: str,
    patience: int,
) -> tasks.LambdaInvoke:
    """`patience` is how often a service that is busy is asked again."""
    given = {field: f"{{% $states.input.{field} %}}" for field in RANGE}
    task = tasks.LambdaInvoke.jsonata(
        scope,
        title,
        lambda_function=function,
        payload=sfn.TaskInput.from_object({**given, **caught}),
        outputs=outputs,
        retry_on_service_exceptions=False,
    )
    retry(task, BUSY, first=Duration.seconds(2), attempts=patience, longest=LONGEST_DELAY)
    retry(task, KILLED, first=Duration.seconds(2), attempts=1, longest=LONGEST_DELAY)
    return task
