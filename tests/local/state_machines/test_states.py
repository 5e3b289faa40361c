"""What each kind of state does with input, output, variables and context."""

import json

import pytest

from tests.local.resources import allow, task

FUNCTION = """
class DatasetInvalid(Exception): pass

def handler(event, context):
    if "fail" in event: raise DatasetInvalid(event["fail"])
    if "bytes" in event: return "x" * event["bytes"]
    return event
"""


@pytest.fixture(scope="module")
def function(resources):
    return resources.function(FUNCTION)


def passing(output, **fields):
    return {
        "Type": "Pass",
        "Output": output,
        **({} if "Next" in fields else {"End": True}),
        **fields,
    }


def test_a_task_sends_its_payload_and_gives_the_result_to_output(resources, function):
    states = {"Call": task(function, {"epochs": "{% $states.input.epochs + 1 %}"})}
    assert resources.run(states, {"epochs": 1}) == {"epochs": 2}


def test_the_result_of_lambda_invoke_has_the_shape_of_the_sdk(resources, function):
    state = task(function, {"a": 1})
    del state["Output"]
    result = resources.run({"Call": state})
    assert result["Payload"] == {"a": 1}
    assert (result["StatusCode"], result["ExecutedVersion"]) == (200, "$LATEST")


def test_a_function_arn_as_resource_takes_and_gives_the_plain_payload(resources, function):
    states = {"Call": {"Type": "Task", "Resource": function, "End": True}}
    assert resources.run(states, {"a": 1}) == {"a": 1}


def test_input_that_looks_like_an_expression_is_data(resources, function):
    states = {"Call": {"Type": "Task", "Resource": function, "End": True}}
    assert resources.run(states, {"note": "{% $states.context %}"}) == {
        "note": "{% $states.context %}"
    }


def test_variables_outlive_the_state_that_assigns_them(resources, function):
    states = {
        "Call": task(
            function, {"n": 2}, Assign={"seen": "{% $states.result.Payload.n %}"}, Next="Show"
        ),
        "Show": passing({"seen": "{% $seen %}"}),
    }
    assert resources.run(states) == {"seen": 2}


def test_assignments_of_one_state_see_the_variables_as_they_were(resources):
    states = {
        "Set": passing({}, Assign={"a": 1, "b": 2}, Next="Swap"),
        "Swap": passing({}, Assign={"a": "{% $b %}", "b": "{% $a %}"}, Next="Show"),
        "Show": passing(["{% $a %}", "{% $b %}"]),
    }
    assert resources.run(states) == [2, 1]


def test_a_choice_takes_the_output_and_variables_of_its_rule(resources):
    rule = {
        "Condition": "{% $states.input.cost > 20 %}",
        "Next": "Ask",
        "Output": "asked",
        "Assign": {"why": "too dear"},
    }
    states = {
        "Dear?": {"Type": "Choice", "Choices": [rule], "Default": "Go", "Output": "went"},
        "Ask": passing(["{% $states.input %}", "{% $why %}"]),
        "Go": passing("{% $states.input %}"),
    }
    assert resources.run(states, {"cost": 30}) == ["asked", "too dear"]
    assert resources.run(states, {"cost": 10}) == "went"


def test_a_condition_that_is_no_boolean_fails(resources):
    rule = {"Condition": "{% $states.input.cost %}", "Next": "Done"}
    states = {
        "Dear?": {"Type": "Choice", "Choices": [rule], "Default": "Done"},
        "Done": {"Type": "Succeed"},
    }
    assert resources.run(states, {"cost": 1})[:2] == ("FAILED", "States.QueryEvaluationError")


def test_a_choice_without_a_match_or_default_fails(resources):
    rule = {"Condition": "{% false %}", "Next": "Done"}
    states = {"Any?": {"Type": "Choice", "Choices": [rule]}, "Done": {"Type": "Succeed"}}
    assert resources.run(states)[:2] == ("FAILED", "States.NoChoiceMatched")


def test_a_map_runs_its_states_for_every_item_in_order(resources, function):
    states = {
        "Each": {
            "Type": "Map",
            "Items": "{% $states.input.rates %}",
            "ItemSelector": {
                "index": "{% $states.context.Map.Item.Index %}",
                "rate": "{% $states.context.Map.Item.Value %}",
                "job": "{% $states.input.job %}",
            },
            "ItemProcessor": {
                "StartAt": "Call",
                "States": {"Call": task(function, "{% $states.input %}")},
            },
            "Output": "{% $states.result.rate %}",
            "Assign": {"count": "{% $count($states.result) %}"},
            "Next": "Show",
        },
        "Show": passing(["{% $states.input %}", "{% $count %}"]),
    }
    assert resources.run(states, {"rates": [3, 1, 2], "job": "j"}) == [[3, 1, 2], 3]


def test_items_that_look_like_expressions_are_data(resources):
    processor = {"StartAt": "Keep", "States": {"Keep": {"Type": "Pass", "End": True}}}
    states = {"Each": {"Type": "Map", "ItemProcessor": processor, "End": True}}
    assert resources.run(states, ["{% 1 + 1 %}"]) == ["{% 1 + 1 %}"]


def test_branches_see_outer_variables_and_keep_their_own_to_themselves(resources):
    inner = passing("{% $job & '-' & $mine %}")
    branch = {
        "StartAt": "Own",
        "States": {"Own": passing({}, Assign={"mine": "b"}, Next="Show"), "Show": inner},
    }
    states = {
        "Set": passing({}, Assign={"job": "a"}, Next="Both"),
        "Both": {"Type": "Parallel", "Branches": [branch, branch], "Next": "Last"},
        "Last": passing({"results": "{% $states.input %}", "mine": "{% $exists($mine) %}"}),
    }
    assert resources.run(states) == {"results": ["a-b", "a-b"], "mine": False}


def test_a_succeed_state_gives_its_output(resources):
    states = {"Done": {"Type": "Succeed", "Output": {"ok": "{% $states.input.n = 1 %}"}}}
    assert resources.run(states, {"n": 1}) == {"ok": True}


def test_a_fail_state_evaluates_its_error_and_cause(resources):
    states = {
        "Stop": {
            "Type": "Fail",
            "Error": "{% $states.input.error %}",
            "Cause": "{% 'because of ' & $states.input.what %}",
        }
    }
    failed = resources.run(states, {"error": "TooDear", "what": "cost"})
    assert failed == ("FAILED", "TooDear", "because of cost")


def test_the_context_names_execution_state_machine_and_state(resources):
    shown = {
        "id": "{% $states.context.Execution.Id %}",
        "name": "{% $states.context.Execution.Name %}",
        "role": "{% $states.context.Execution.RoleArn %}",
        "started": "{% $toMillis($states.context.Execution.StartTime) > 1700000000000 %}",
        "state": "{% $states.context.State.Name %}",
        "machine": "{% $states.context.StateMachine.Id %}",
    }
    role = resources.role("states.amazonaws.com")
    machine = resources.state_machine({"Show context": passing(shown)}, role=role)
    execution = resources.start(machine, name="run-7")
    assert json.loads(resources.ended(execution)["output"]) == {
        "id": execution,
        "name": "run-7",
        "role": role,
        "started": True,
        "state": "Show context",
        "machine": machine,
    }


def test_an_undefined_value_is_an_error_and_null_is_none(resources):
    states = {"Show": passing("{% $states.input.gone %}")}
    assert resources.run(states)[:2] == ("FAILED", "States.QueryEvaluationError")
    assert resources.run(states, {"gone": None}) is None


def test_a_result_over_the_payload_limit_is_not_caught_by_all(resources, function):
    big = task(
        function, {"bytes": 300_000}, Catch=[{"ErrorEquals": ["States.ALL"], "Next": "Done"}]
    )
    states = {"Call": big, "Done": {"Type": "Succeed"}}
    assert resources.run(states)[:2] == ("FAILED", "States.DataLimitExceeded")


def test_an_output_over_the_payload_limit_fails_the_state(resources):
    states = {"Grow": passing("{% $pad('x', 300000) %}")}
    assert resources.run(states)[:2] == ("FAILED", "States.DataLimitExceeded")


def test_a_variable_over_the_payload_limit_fails_the_state(resources):
    states = {"Grow": passing({}, Assign={"big": "{% $pad('x', 300000) %}"})}
    assert resources.run(states)[:2] == ("FAILED", "States.DataLimitExceeded")


def test_a_machine_that_runs_too_long_times_out(resources):
    found = resources.run({"Wait": {"Type": "Wait", "Seconds": 30, "End": True}}, TimeoutSeconds=1)
    assert found[:2] == ("TIMED_OUT", "States.Timeout")


def test_functions_are_called_as_the_role_of_the_machine(resources, function):
    role = resources.role("states.amazonaws.com", allow("lambda:InvokeFunction", "arn:aws:other"))
    status, error, cause = resources.run({"Call": task(function, {})}, role=role)
    assert (status, error) == ("FAILED", "Lambda.AWSLambdaException")
    assert "not authorized to perform: lambda:InvokeFunction" in cause
