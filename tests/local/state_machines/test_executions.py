"""Starting, stopping and redriving executions, and what the account sees of them."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from tests.local.resources import allow, eventually, task

WAIT = {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}
PASS = {"Pass": {"Type": "Pass", "End": True}}
FAILS_UNTIL_MENDED = """
import time

import boto3

class NotYet(Exception): pass

def handler(event, context):
    name = event["parameter"]
    boto3.client("dynamodb").update_item(
        TableName=event["table"], Key={"pk": {"S": name}}, UpdateExpression="ADD calls :one",
        ExpressionAttributeValues={":one": {"N": "1"}})
    item = boto3.client("dynamodb").get_item(TableName=event["table"], Key={"pk": {"S": "mended"}})
    if event["needs"] and "Item" not in item:
        time.sleep(1)  # until the other branch has ended
        raise NotYet("not mended")
    return name
"""


@pytest.fixture(scope="module")
def table(resources):
    name = resources.name("table")
    resources.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def test_the_same_name_and_input_is_the_same_execution(resources):
    machine = resources.state_machine(WAIT)
    first = resources.start(machine, {"a": 1}, name="once")
    assert resources.start(machine, {"a": 1}, name="once") == first
    states = resources.client("stepfunctions")
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        resources.start(machine, {"a": 2}, name="once")
    states.stop_execution(executionArn=first)
    with pytest.raises(states.exceptions.ExecutionAlreadyExists):
        resources.start(machine, {"a": 1}, name="once")


def test_a_stopped_execution_is_aborted_and_calls_nothing_more(resources):
    states = resources.client("stepfunctions")
    execution = resources.start(resources.state_machine(WAIT))
    eventually(lambda: len(resources.history(execution)) == 2)
    states.stop_execution(executionArn=execution, error="Enough", cause="by hand")
    found = states.describe_execution(executionArn=execution)
    assert (found["status"], found["error"]) == ("ABORTED", "Enough")
    time.sleep(0.1)
    assert resources.history(execution)[-1]["type"] == "ExecutionAborted"


def test_an_invalid_definition_is_refused(resources):
    with pytest.raises(ClientError, match="InvalidDefinition.*ItemBatcher"):
        resources.state_machine({"Each": {"Type": "Map", "ItemBatcher": {}, "End": True}})


def test_an_invalid_definition_in_a_template_fails_the_stack(resources):
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "RoleArn": resources.role("states.amazonaws.com"),
            "DefinitionString": json.dumps({"StartAt": "Pass", "States": PASS}),
        },
    }
    stacks, name = resources.client("cloudformation"), resources.name("stack")
    stacks.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": {"M": machine}}))
    eventually(lambda: status_of(stacks, name).startswith("ROLLBACK"))
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    assert any("JSONata" in event.get("ResourceStatusReason", "") for event in events)


def status_of(stacks, name):
    return stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]


def test_the_history_tells_every_step(resources):
    function = resources.function("def handler(event, context): return 1")
    execution = resources.start(resources.state_machine({"Call": task(function, {})}))
    resources.ended(execution)
    history = resources.history(execution)
    assert [event["type"] for event in history] == [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]
    assert history[4]["taskSucceededEventDetails"]["resourceType"] == "lambda"


def test_status_changes_reach_the_default_event_bus(resources):
    queue = resources.open_queue("events.amazonaws.com")
    machine = resources.state_machine({"Stop": {"Type": "Fail", "Error": "E", "Cause": "c"}})
    pattern = {"source": ["aws.states"], "detail": {"stateMachineArn": [machine]}}
    resources.rule({"Arn": resources.queue_arn(queue)}, EventPattern=json.dumps(pattern))
    execution = resources.start(machine, {"a": 1}, name="told")
    seen = []
    eventually(lambda: seen.extend(resources.bodies(queue)) or len(seen) == 2)
    running, failed = seen
    assert running["detail-type"] == "Step Functions Execution Status Change"
    assert running["resources"] == [execution]
    assert (running["detail"]["status"], running["detail"]["stopDate"]) == ("RUNNING", None)
    assert running["detail"]["input"] == '{"a": 1}'
    assert failed["detail"]["status"] == "FAILED"
    assert failed["detail"]["name"] == "told"
    assert (failed["detail"]["error"], failed["detail"]["cause"]) == ("E", "c")
    assert failed["detail"]["redriveStatus"] == "REDRIVABLE"


def logging_to(resources, **more):
    group = resources.name("/states")
    resources.client("logs").create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:us-east-1:111122223333:log-group:{group}:*"
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": arn}}
    return group, {"level": "ALL", "destinations": [destination], **more}


@pytest.mark.parametrize("include_data", [True, False])
def test_logs_hold_the_data_of_an_execution_only_if_told_to(resources, include_data):
    group, logging = logging_to(resources, includeExecutionData=include_data)
    machine = resources.state_machine(PASS, loggingConfiguration=logging)
    execution = resources.start(machine, {"secret": "s3cr3t"})
    resources.ended(execution)
    found = resources.client("logs").filter_log_events(logGroupName=group)["events"]
    lines = [json.loads(event["message"]) for event in found]
    assert [line["type"] for line in lines] == [
        event["type"] for event in resources.history(execution)
    ]
    assert any("s3cr3t" in json.dumps(line) for line in lines) is include_data


def test_the_level_error_logs_only_what_went_wrong(resources):
    group, logging = logging_to(resources, level="ERROR", includeExecutionData=True)
    states = {"Stop": {"Type": "Fail", "Error": "E"}}
    resources.ended(resources.start(resources.state_machine(states, loggingConfiguration=logging)))
    found = resources.client("logs").filter_log_events(logGroupName=group)["events"]
    assert [json.loads(event["message"])["type"] for event in found] == ["ExecutionFailed"]


def test_a_redriven_execution_goes_on_where_it_failed(resources, table):
    may = allow(["dynamodb:UpdateItem", "dynamodb:GetItem"], "*")
    function = resources.function(FAILS_UNTIL_MENDED, may)

    def call(name, needs=False):
        return {"table": table, "parameter": name, "needs": needs}

    def branch(name, needs=False):
        return {"StartAt": name, "States": {name: task(function, call(name, needs))}}

    states = {
        "First": task(function, call("first"), Assign={"kept": "value"}, Next="Both"),
        "Both": {
            "Type": "Parallel",
            "Branches": [branch("good"), branch("bad", needs=True)],
            "Next": "Last",
        },
        "Last": {"Type": "Pass", "Output": ["{% $states.input %}", "{% $kept %}"], "End": True},
    }
    sfn, items = resources.client("stepfunctions"), resources.client("dynamodb")
    execution = resources.start(resources.state_machine(states))
    assert resources.ended(execution)["redriveStatus"] == "REDRIVABLE"
    items.put_item(TableName=table, Item={"pk": {"S": "mended"}})
    sfn.redrive_execution(executionArn=execution)
    found = resources.ended(execution)
    assert found["status"] == "SUCCEEDED"
    assert (found["redriveCount"], found["redriveStatus"]) == (1, "NOT_REDRIVABLE")
    assert json.loads(found["output"]) == [["good", "bad"], "value"]
    calls = {
        item["pk"]["S"]: item["calls"]["N"]
        for item in items.scan(TableName=table)["Items"]
        if "calls" in item
    }
    assert calls == {"first": "1", "good": "1", "bad": "2"}
    assert "ExecutionRedriven" in [event["type"] for event in resources.history(execution)]


def test_a_stopped_execution_can_be_redriven(resources):
    states = resources.client("stepfunctions")
    chain = {"Wait": {"Type": "Wait", "Seconds": 1, "Next": "Pass"}, **PASS}
    execution = resources.start(resources.state_machine(chain))
    states.stop_execution(executionArn=execution)
    states.redrive_execution(executionArn=execution)
    assert resources.ended(execution)["status"] == "SUCCEEDED"


def test_an_endless_loop_fails_when_its_history_is_full_and_lets_others_run(resources):
    loop = {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}
    endless = resources.start(resources.state_machine(loop))
    other = resources.ended(resources.start(resources.state_machine(PASS)))
    found = resources.ended(endless)
    assert other["stopDate"] < found["stopDate"]
    assert (found["status"], found["error"]) == ("FAILED", "States.Runtime")
    assert "25000 history events" in found["cause"]


def test_an_execution_that_succeeded_cannot_be_redriven(resources):
    execution = resources.start(resources.state_machine(PASS))
    resources.ended(execution)
    states = resources.client("stepfunctions")
    with pytest.raises(states.exceptions.ExecutionNotRedrivable):
        states.redrive_execution(executionArn=execution)


def test_what_is_not_emulated_says_so(resources):
    with pytest.raises(ClientError, match="does not emulate"):
        resources.client("stepfunctions").create_activity(name="work")


def test_redriving_needs_its_permission(resources):
    execution = resources.start(resources.state_machine({"Stop": {"Type": "Fail", "Error": "E"}}))
    resources.ended(execution)
    caller = resources.client_of_user("stepfunctions", allow("states:DescribeExecution", "*"))
    with pytest.raises(ClientError, match="RedriveExecution"):
        caller.redrive_execution(executionArn=execution)
