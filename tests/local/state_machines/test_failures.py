"""Retry, Catch, task tokens and time-outs."""

import json
import threading

import pytest
from botocore.exceptions import ClientError

from tests.local.resources import allow, eventually, task, token_task

COUNTING = """
from itertools import count

class Throttled(Exception): pass

calls = count(1)

def handler(event, context):
    if next(calls) <= event["failures"]: raise Throttled("slow down")
    return "done"
"""
RAISING = """
class DatasetInvalid(Exception): pass

def handler(event, context):
    raise DatasetInvalid("bad row 7")
"""
TOKEN_KEEPER = """
import boto3

def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=event["queue"], MessageBody=event["token"])
"""
SLOW = "import time\ndef handler(event, context): time.sleep(5)"
BUSY = {"ErrorEquals": ["Throttled"], "IntervalSeconds": 1, "MaxAttempts": 3}


@pytest.fixture(scope="module")
def waiting(resources):
    """Starts a machine that waits for its token; gives the execution and the token."""
    queue = resources.queue()
    function = resources.function(TOKEN_KEEPER, allow("sqs:SendMessage", "*"))
    role = resources.role("states.amazonaws.com", allow("lambda:InvokeFunction", "*"))

    def start(**fields):
        states = {"Wait for approval": token_task(function, {"queue": queue}, **fields)}
        execution = resources.start(resources.state_machine(states, role=role))
        (message,) = eventually(lambda: resources.messages(queue))
        return execution, message["Body"]

    return start


def test_a_retried_task_ends_well(resources):
    states = {"Call": task(resources.function(COUNTING), {"failures": 2}, Retry=[BUSY])}
    assert resources.run(states) == "done"


def test_after_the_last_attempt_the_error_is_the_functions_own(resources):
    retry = {**BUSY, "MaxAttempts": 1}
    states = {"Call": task(resources.function(COUNTING), {"failures": 9}, Retry=[retry])}
    status, error, cause = resources.run(states)
    assert (status, error) == ("FAILED", "Throttled")
    assert json.loads(cause)["errorMessage"] == "slow down"


def test_an_error_that_no_retry_names_is_not_retried(resources):
    function = resources.function(COUNTING)
    other = {**BUSY, "ErrorEquals": ["Other"]}
    resources.run({"Call": task(function, {"failures": 1}, Retry=[other])})
    assert resources.run({"Call": task(function, {"failures": 1})}) == "done"


def test_a_catcher_gets_error_and_cause_and_may_assign(resources):
    catch = {
        "ErrorEquals": ["DatasetInvalid"],
        "Next": "Quarantine",
        "Assign": {"why": "{% $parse($states.errorOutput.Cause).errorMessage %}"},
    }
    states = {
        "Call": task(resources.function(RAISING), {}, Catch=[catch]),
        "Quarantine": {
            "Type": "Pass",
            "Output": ["{% $states.input.Error %}", "{% $why %}"],
            "End": True,
        },
    }
    assert resources.run(states) == ["DatasetInvalid", "bad row 7"]


def test_an_error_in_a_branch_ends_the_others_and_can_be_caught(resources):
    branches = [
        {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": "Overfit"}}},
        {"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 60, "End": True}}},
    ]
    catch = {"ErrorEquals": ["Overfit"], "Next": "Done", "Output": "caught"}
    states = {
        "Both": {"Type": "Parallel", "Branches": branches, "Catch": [catch], "Next": "Done"},
        "Done": {"Type": "Succeed"},
    }
    assert resources.run(states) == "caught"


def test_a_retried_map_starts_all_of_its_iterations_again(resources):
    code = COUNTING.replace(
        'if next(calls) <= event["failures"]: raise Throttled("slow down")',
        'call = next(calls)\n    if call == 2: raise Throttled("slow down")\n    return call',
    )
    processor = {"StartAt": "Call", "States": {"Call": task(resources.function(code), {})}}
    states = {
        "Each": {
            "Type": "Map",
            "Items": ["first", "second"],
            "MaxConcurrency": 1,
            "ItemProcessor": processor,
            "Retry": [BUSY],
            "End": True,
        }
    }
    assert resources.run(states) == [3, 4]


def test_a_task_that_outlasts_its_timeout_fails_with_it(resources):
    catch = {"ErrorEquals": ["States.Timeout"], "Next": "Done", "Output": "late"}
    states = {
        "Call": task(resources.function(SLOW), {}, TimeoutSeconds=1, Catch=[catch]),
        "Done": {"Type": "Succeed"},
    }
    assert resources.run(states) == "late"


def test_a_waiting_task_goes_on_with_what_its_token_is_given(resources, waiting):
    execution, token = waiting()
    resources.client("stepfunctions").send_task_success(taskToken=token, output='{"approved": 1}')
    assert json.loads(resources.ended(execution)["output"]) == {"approved": 1}


def test_a_waiting_task_fails_with_the_error_its_token_is_given(resources, waiting):
    execution, token = waiting()
    resources.client("stepfunctions").send_task_failure(
        taskToken=token, error="Declined", cause="too dear"
    )
    found = resources.ended(execution)
    assert (found["status"], found["error"], found["cause"]) == ("FAILED", "Declined", "too dear")


def test_a_function_that_raises_fails_its_waiting_task_at_once(resources):
    states = {"Ask": token_task(resources.function(RAISING), {}, TimeoutSeconds=60)}
    assert resources.run(states)[:2] == ("FAILED", "DatasetInvalid")


def test_a_waiting_task_times_out_and_its_token_is_spent(resources, waiting):
    execution, token = waiting(TimeoutSeconds=1)
    assert resources.ended(execution)["error"] == "States.Timeout"
    states = resources.client("stepfunctions")
    with pytest.raises(states.exceptions.TaskTimedOut):
        states.send_task_success(taskToken=token, output="{}")


def test_heartbeats_keep_a_waiting_task_alive(resources, waiting):
    execution, token = waiting(HeartbeatSeconds=1)
    states, beats = resources.client("stepfunctions"), threading.Event()
    for _ in range(4):
        beats.wait(0.4)
        states.send_task_heartbeat(taskToken=token)
    assert states.describe_execution(executionArn=execution)["status"] == "RUNNING"
    assert resources.ended(execution)["error"] == "States.HeartbeatTimeout"


def test_a_token_settles_its_task_only_once(resources, waiting):
    _, token = waiting()
    states = resources.client("stepfunctions")
    states.send_task_success(taskToken=token, output="{}")
    with pytest.raises(states.exceptions.TaskTimedOut):
        states.send_task_success(taskToken=token, output="{}")


def test_what_is_no_token_is_refused(resources):
    states = resources.client("stepfunctions")
    with pytest.raises(states.exceptions.InvalidToken):
        states.send_task_success(taskToken="made-up", output="{}")


@pytest.mark.parametrize(("granted_on", "allowed"), [("its machine", True), ("another", False)])
def test_sending_a_result_is_authorised_on_the_machine_of_the_token(
    resources, waiting, granted_on, allowed
):
    execution, token = waiting()
    states = resources.client("stepfunctions")
    machine = states.describe_execution(executionArn=execution)["stateMachineArn"]
    resource = machine if granted_on == "its machine" else f"{machine}-other"
    sender = resources.client_of_user("stepfunctions", allow("states:SendTaskSuccess", resource))
    if allowed:
        sender.send_task_success(taskToken=token, output="{}")
        assert resources.ended(execution)["status"] == "SUCCEEDED"
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            sender.send_task_success(taskToken=token, output="{}")
        states.stop_execution(executionArn=execution)
