"""Distributed Map states: items from Amazon S3, each an execution of its own."""

import copy
import json

import pytest

from local.state_machines.definition import first_problem
from tests.local.resources import allow, eventually, task

FUNCTION = """
import boto3

class RangeUnreadable(Exception): pass

def handler(event, context):
    if event.get("fail") == "always": raise RangeUnreadable("range " + str(event["n"]))
    if event.get("fail") == "until repaired":
        boto3.client("s3").get_object(Bucket=event["bucket"], Key="repaired")
    if "bytes" in event: return "x" * event["bytes"]
    return event
"""


@pytest.fixture(scope="module")
def function(resources):
    return resources.function(FUNCTION, allow("s3:*", "*"))


@pytest.fixture
def plan(resources):
    """A function that stores items as JSON and gives back the bucket's name."""
    s3 = resources.client("s3")

    def store(items):
        bucket = resources.name("bucket")
        s3.create_bucket(Bucket=bucket)
        body = items if isinstance(items, bytes) else json.dumps(items).encode()
        s3.put_object(Bucket=bucket, Key="plan.json", Body=body)
        return bucket

    return store


def each(function, payload="{% $states.input %}", **fields):
    """A distributed Map that reads its items from plan.json in the bucket of its input."""
    return {
        "Type": "Map",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": {"InputType": "JSON"},
            "Arguments": {"Bucket": "{% $states.input.bucket %}", "Key": "plan.json"},
        },
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
            "StartAt": "Scan",
            "States": {"Scan": task(function, payload)},
        },
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }


def machine(resources, states, *rights):
    """A machine that may start its children, as AWS wants it: on its own ARN."""
    role = resources.role("states.amazonaws.com", allow("lambda:InvokeFunction", "*"), *rights)
    return resources.state_machine(states, role=role)


def ended(resources, states, bucket, *rights):
    granted = rights or (allow("states:StartExecution", "*"), allow("s3:GetObject", "*"))
    return resources.ended(
        resources.start(machine(resources, states, *granted), {"bucket": bucket})
    )


def test_the_items_of_an_object_run_in_their_order(resources, function, plan):
    bucket = plan([{"n": n} for n in range(30)])
    found = ended(resources, {"Each": each(function)}, bucket)
    assert json.loads(found["output"]) == [{"n": n} for n in range(30)]


def test_a_selector_sees_the_item_the_variables_and_the_input(resources, function, plan):
    selector = {
        "n": "{% $states.context.Map.Item.Value.n %}",
        "index": "{% $states.context.Map.Item.Index %}",
        "run": "{% $run %}",
        "from": "{% $states.input.bucket %}",
    }
    bucket = plan([{"n": 7}])
    states = {
        "Set": {"Type": "Pass", "Assign": {"run": "r"}, "Next": "Each"},
        "Each": each(function, ItemSelector=selector),
    }
    found = ended(resources, states, bucket)
    assert json.loads(found["output"]) == [{"n": 7, "index": 0, "run": "r", "from": bucket}]


def test_a_child_does_not_see_the_variables_of_its_parent(resources, function, plan):
    states = {
        "Set": {"Type": "Pass", "Assign": {"run": "r"}, "Next": "Each"},
        "Each": each(function, payload={"seen": "{% $exists($run) %}"}),
    }
    assert json.loads(ended(resources, states, plan([{}]))["output"]) == [{"seen": False}]


def test_a_child_is_an_execution_of_its_own(resources, function, plan):
    shown = {
        "id": "{% $states.context.Execution.Id %}",
        "input": "{% $states.context.Execution.Input %}",
        "item": "{% $exists($states.context.Map) %}",
    }
    found = ended(resources, {"Each": each(function, shown, Label="Ranges")}, plan([1, 2]))
    one, two = json.loads(found["output"])
    assert one["id"] != two["id"]
    assert ":execution:" in one["id"]
    assert "/Ranges:" in one["id"]
    assert (one["input"], two["input"], one["item"]) == (1, 2, False)


def test_output_discards_what_the_children_gave(resources, function, plan):
    states = {"Each": each(function, Output={"scanned": "{% $count($states.result) %}"})}
    found = ended(resources, states, plan([{"n": n} for n in range(3)]))
    assert json.loads(found["output"]) == {"scanned": 3}


def test_results_over_the_payload_limit_fail_before_they_can_be_discarded(
    resources, function, plan
):
    items = [{"bytes": 100_000}] * 3
    states = {"Each": each(function, Output={})}
    assert ended(resources, states, plan(items))["error"] == "States.DataLimitExceeded"


def test_the_history_of_the_parent_has_one_map_run_and_no_child(resources, function, plan):
    rights = allow("states:StartExecution", "*"), allow("s3:GetObject", "*")
    states = {"Each": each(function, Output={})}
    bucket = plan([{"n": n} for n in range(20)])
    execution = resources.start(machine(resources, states, *rights), {"bucket": bucket})
    resources.ended(execution)
    events = resources.history(execution)
    assert [event["type"] for event in events] == [
        "ExecutionStarted",
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ]
    assert ":mapRun:" in events[3]["mapRunStartedEventDetails"]["mapRunArn"]


def test_one_failed_item_fails_the_map_and_hides_its_own_error(resources, function, plan):
    items = [{"n": 1}, {"n": 2, "fail": "always"}]
    found = ended(resources, {"Each": each(function)}, plan(items))
    assert (found["status"], found["error"]) == (
        "FAILED",
        "States.ExceedToleratedFailureThreshold",
    )
    assert "range 2" not in found["cause"]


def test_a_failed_map_run_can_be_caught(resources, function, plan):
    catch = [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Give up"}]
    states = {
        "Each": each(function, Catch=catch),
        "Give up": {"Type": "Succeed", "Output": "gave up"},
    }
    found = ended(resources, states, plan([{"n": 1, "fail": "always"}]))
    assert json.loads(found["output"]) == "gave up"


def test_a_child_tries_again_by_its_own_rules(resources, function, plan):
    retry = [{"ErrorEquals": ["RangeUnreadable"], "MaxAttempts": 2}]
    state = each(function)
    scan = state["ItemProcessor"]["States"]["Scan"]
    scan.update(Retry=retry, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Note"}])
    state["ItemProcessor"]["States"]["Note"] = {"Type": "Pass", "Output": "noted", "End": True}
    found = ended(resources, {"Each": state}, plan([{"n": 1, "fail": "always"}]))
    assert json.loads(found["output"]) == ["noted"]


def test_items_are_read_as_the_role_of_the_machine(resources, function, plan):
    start = allow("states:StartExecution", "*")
    found = ended(resources, {"Each": each(function)}, plan([{}]), start)
    assert found["error"] == "States.ItemReaderFailed"
    assert "AccessDenied" in found["cause"]


def test_the_role_must_be_allowed_to_start_executions_of_the_machine(resources, function, plan):
    read = allow("s3:GetObject", "*")
    found = ended(resources, {"Each": each(function)}, plan([{}]), read)
    assert found["error"] == "States.Permissions"
    assert "states:StartExecution" in found["cause"]


def test_another_machines_executions_are_not_its_own(resources, function, plan):
    read = allow("s3:GetObject", "*")
    other = allow("states:StartExecution", "arn:aws:states:us-east-1:*:stateMachine:other")
    found = ended(resources, {"Each": each(function)}, plan([{}]), read, other)
    assert found["error"] == "States.Permissions"


@pytest.mark.parametrize("body", [b"not json", b'{"n": 1}\n{"n": 2}\n'])
def test_an_object_that_is_no_json_cannot_be_read(body, resources, function, plan):
    found = ended(resources, {"Each": each(function)}, plan(body))
    assert found["error"] == "States.ItemReaderFailed"


def test_a_redrive_starts_again_the_items_that_failed(resources, function, plan):
    bucket = plan([])
    items = [{"n": 1}, {"n": 2, "fail": "until repaired", "bucket": bucket}]
    s3, states = resources.client("s3"), resources.client("stepfunctions")
    s3.put_object(Bucket=bucket, Key="plan.json", Body=json.dumps(items).encode())
    rights = allow("states:StartExecution", "*"), allow("s3:GetObject", "*")
    execution = resources.start(
        machine(resources, {"Each": each(function)}, *rights), {"bucket": bucket}
    )
    assert resources.ended(execution)["status"] == "FAILED"
    s3.put_object(Bucket=bucket, Key="repaired", Body=b"")
    states.redrive_execution(executionArn=execution)
    found = eventually(
        lambda: (
            (d := states.describe_execution(executionArn=execution))["status"] == "SUCCEEDED" and d
        )
    )
    assert json.loads(found["output"]) == items


DISTRIBUTED = {"QueryLanguage": "JSONata", "StartAt": "Each", "States": {"Each": each("scan")}}


def problem_with(change):
    definition = copy.deepcopy(DISTRIBUTED)
    change(definition["States"]["Each"])
    return first_problem(json.dumps(definition))


def test_a_distributed_map_of_emulated_parts_is_taken():
    assert first_problem(json.dumps(DISTRIBUTED)) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda each: each.update(ItemBatcher={}), "'ItemBatcher' is not emulated"),
        (lambda each: each.update(ResultWriter={}), "'ResultWriter' is not emulated"),
        (lambda each: each.update(ToleratedFailurePercentage=5), "only 0 is emulated"),
        (lambda each: each.update(ToleratedFailureCount="{% 1 %}"), "only 0 is emulated"),
        (lambda each: each.update(Label="x" * 41), "at most 40 characters"),
        (lambda each: each.update(Items=[1]), "only one of Items and ItemReader"),
        (
            lambda each: each["ItemProcessor"].update(ProcessorConfig={"Mode": "DISTRIBUTED"}),
            "only the ExecutionType EXPRESS",
        ),
        (
            lambda each: each["ItemReader"].update(Resource="arn:aws:states:::s3:listObjectsV2"),
            "is not emulated at /States/Each/ItemReader/Resource",
        ),
        (
            lambda each: each["ItemReader"].update(ReaderConfig={"InputType": "JSONL"}),
            "is emulated at /States/Each/ItemReader/ReaderConfig",
        ),
        (
            lambda each: each["ItemReader"]["Arguments"].update(VersionId="v"),
            "'VersionId' is not emulated",
        ),
        (lambda each: each["ItemReader"].pop("Arguments"), "'Arguments' is missing"),
        (
            lambda each: each["ItemProcessor"]["States"]["Scan"].update(
                Resource="arn:aws:states:::lambda:invoke.waitForTaskToken"
            ),
            "cannot wait for a task token",
        ),
        (
            lambda each: each["ItemProcessor"]["States"].update(Scan=each_inner()),
            "cannot start executions",
        ),
    ],
)
def test_what_aws_or_the_map_run_cannot_do_is_refused(change, expected):
    assert expected in problem_with(change)


def each_inner():
    inner = each("scan")
    inner["ItemProcessor"]["States"]["Deep"] = inner["ItemProcessor"]["States"].pop("Scan")
    inner["ItemProcessor"]["StartAt"] = "Deep"
    return inner


def test_a_child_may_assign_a_variable_that_its_parent_has_too():
    def assign_twice(each):
        each["Assign"] = {"n": 1}
        each["ItemProcessor"]["States"]["Scan"]["Assign"] = {"n": 2}

    assert problem_with(assign_twice) is None
