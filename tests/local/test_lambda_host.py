"""Functions as they run in the account."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.config import Config

from tests.local.resources import allow, archive, eventually

HANDLER = """
import os, time

class DatasetInvalid(Exception): pass

COUNTER = [0]

def handler(event, context):
    COUNTER[0] += 1
    match event.get("do"):
        case "raise": raise DatasetInvalid("bad row 7")
        case "sleep": time.sleep(event["seconds"])
        case "exit": os._exit(3)
        case "unserialisable": return object()
        case "large": return "x" * 7_000_000
        case "print": print("counted 12 rows"); print("done")
        case "environment": return dict(os.environ)
        case "context":
            return [context.function_name, context.invoked_function_arn, context.memory_limit_in_mb]
    return COUNTER[0]
"""
IMPORTS = """
import importlib

def handler(event, context):
    found = {}
    for name in event:
        try:
            importlib.import_module(name)
            found[name] = True
        except ModuleNotFoundError:
            found[name] = False
    return found
"""
WHO_AM_I = """
import boto3

def handler(event, context):
    return boto3.client("sts").get_caller_identity()["Arn"]
"""


@pytest.fixture(scope="module")
def function(resources):
    return resources.function(HANDLER, MemorySize=256)


def test_a_warm_environment_keeps_its_module_state(resources):
    function = resources.function(HANDLER)
    assert [resources.invoke(function, {}) for _ in range(3)] == [1, 2, 3]


def test_an_exception_reports_its_own_class_name(resources, function):
    error = resources.invoke(function, {"do": "raise"})
    assert (error["errorType"], error["errorMessage"]) == ("DatasetInvalid", "bad row 7")


def test_a_function_that_takes_too_long_is_timed_out_and_starts_afresh(resources):
    function = resources.function(HANDLER, Timeout=1)
    error = resources.invoke(function, {"do": "sleep", "seconds": 5})
    assert error["errorType"] == "Sandbox.Timedout"
    assert error["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert resources.invoke(function, {}) == 1


def test_a_process_that_leaves_is_a_runtime_exit_error(resources, function):
    error = resources.invoke(function, {"do": "exit"})
    assert error["errorType"] == "Runtime.ExitError"
    assert "exit status 3" in error["errorMessage"]


def test_an_answer_that_is_no_json_is_a_marshal_error(resources, function):
    error = resources.invoke(function, {"do": "unserialisable"})
    assert error["errorType"] == "Runtime.MarshalError"


def test_an_answer_over_six_megabytes_is_refused(resources, function):
    error = resources.invoke(function, {"do": "large"})
    assert error["errorType"] == "Function.ResponseSizeTooLarge"


def test_code_that_cannot_be_imported_names_the_missing_module(resources):
    error = resources.invoke(resources.function("import absent_package"), {})
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert "absent_package" in error["errorMessage"]


def test_a_function_sees_the_managed_runtime_and_none_of_our_packages(resources):
    function = resources.function(IMPORTS)
    names = ["boto3", "json", "step", "msgspec", "ministack", "local", "pytest", "yaml"]
    found = resources.invoke(function, names)
    assert [name for name in names if found[name]] == ["boto3", "json", "step"]


def test_a_layer_can_be_imported(resources):
    layer = resources.client("lambda").publish_layer_version(
        LayerName="shared", Content={"ZipFile": archive(**{"python/shared": "ANSWER = 42"})}
    )
    code = "import shared\ndef handler(event, context): return shared.ANSWER"
    function = resources.function(code, Layers=[layer["LayerVersionArn"]])
    assert resources.invoke(function) == 42


def test_a_function_acts_as_its_role(resources):
    role = resources.role("lambda.amazonaws.com")
    caller = resources.invoke(resources.function(WHO_AM_I, Role=role))
    assert caller.split("/")[1] == role.split("/")[1]


def test_configured_variables_reach_the_function(resources):
    function = resources.function(HANDLER, Environment={"Variables": {"TABLE": "runs"}})
    variables = resources.invoke(function, {"do": "environment"})
    assert variables["TABLE"] == "runs"
    assert variables["AWS_ENDPOINT_URL"] == resources.account.endpoint_url


def test_changed_variables_start_a_new_environment(resources):
    function = resources.function(HANDLER, Environment={"Variables": {"STAGE": "old"}})
    resources.invoke(function, {})
    resources.client("lambda").update_function_configuration(
        FunctionName=function, Environment={"Variables": {"STAGE": "new"}}
    )
    assert resources.invoke(function, {"do": "environment"})["STAGE"] == "new"


def test_the_context_names_the_function(resources, function):
    name, arn, memory = resources.invoke(function, {"do": "context"})
    assert (arn, int(memory)) == (function, 256)
    assert arn.endswith(f":{name}")


def test_what_a_function_writes_stands_in_its_log_group(resources):
    function = resources.function(HANDLER, FunctionName="writes-logs", Timeout=1)
    resources.invoke(function, {"do": "print"})
    resources.invoke(function, {"do": "sleep", "seconds": 5})
    logs = resources.client("logs")
    found = logs.filter_log_events(logGroupName="/aws/lambda/writes-logs")["events"]
    lines = [event["message"] for event in found]
    assert "counted 12 rows" in lines
    assert any(line.startswith("REPORT RequestId:") for line in lines)
    assert any("Task timed out after 1.00 seconds" in line for line in lines)


def test_many_events_share_a_bounded_number_of_processes(resources):
    code = "import os, time\ndef handler(event, context): time.sleep(0.02); return os.getpid()"
    function = resources.function(code)
    client = resources.account.client("lambda")

    def process(_):
        return json.loads(client.invoke(FunctionName=function)["Payload"].read())

    with ThreadPoolExecutor(64) as callers:
        processes = list(callers.map(process, range(256)))
    assert 1 < len(set(processes)) <= resources.account.settings.lambda_environments


def test_reserved_concurrency_of_zero_throttles(resources):
    function = resources.function(HANDLER)
    client = resources.account.client("lambda", config=Config(retries={"total_max_attempts": 1}))
    client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    with pytest.raises(client.exceptions.TooManyRequestsException):
        client.invoke(FunctionName=function)


def test_a_failed_asynchronous_event_is_retried_twice_then_dead_lettered(resources):
    dead_letters = resources.queue()
    arn = resources.queue_arn(dead_letters)
    function = resources.function(
        HANDLER, allow("sqs:SendMessage", arn), DeadLetterConfig={"TargetArn": arn}
    )
    event = {"do": "raise"}
    resources.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=json.dumps(event)
    )
    (message,) = eventually(lambda: resources.messages(dead_letters))
    assert json.loads(message["Body"]) == event
    assert message["MessageAttributes"]["ErrorMessage"]["StringValue"] == "bad row 7"
    assert resources.invoke(function, {}) == 4


def test_a_dead_letter_queue_the_role_may_not_send_to_stays_empty(resources):
    dead_letters = resources.queue()
    function = resources.function(
        HANDLER, DeadLetterConfig={"TargetArn": resources.queue_arn(dead_letters)}
    )
    resources.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload='{"do": "raise"}'
    )
    eventually(lambda: resources.invoke(function, {}) >= 4 or time.sleep(0.2))
    assert resources.messages(dead_letters) == []
