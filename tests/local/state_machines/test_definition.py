"""Which state machine definitions the local account takes."""

import copy
import json

import pytest

from local.state_machines.definition import first_problem

FUNCTION = "arn:aws:states:::lambda:invoke"
MACHINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Train",
    "TimeoutSeconds": 60,
    "States": {
        "Train": {
            "Type": "Task",
            "Resource": FUNCTION,
            "Arguments": {"FunctionName": "train", "Payload": "{% $states.input %}"},
            "Retry": [{"ErrorEquals": ["Busy"], "MaxDelaySeconds": 9, "JitterStrategy": "FULL"}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
            "Next": "Is it good?",
        },
        "Is it good?": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.good %}", "Next": "Each trial"}],
            "Default": "Failed",
        },
        "Each trial": {
            "Type": "Map",
            "Items": "{% $states.input.trials %}",
            "MaxConcurrency": 2,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"},
                "StartAt": "Note",
                "States": {"Note": {"Type": "Pass", "End": True}},
            },
            "Next": "Done",
        },
        "Done": {"Type": "Succeed"},
        "Failed": {"Type": "Fail", "Error": "{% 'Bad' %}"},
    },
}


def problem_with(change):
    machine = copy.deepcopy(MACHINE)
    change(machine["States"], machine)
    return first_problem(json.dumps(machine))


def test_a_definition_of_emulated_parts_is_taken():
    assert first_problem(json.dumps(MACHINE)) is None


@pytest.mark.parametrize(
    ("state", "field", "value"),
    [
        ("Each trial", "ItemBatcher", {"MaxItemsPerBatch": 5}),
        ("Each trial", "ItemReader", {}),
        ("Each trial", "ResultWriter", {}),
        ("Each trial", "ToleratedFailurePercentage", 5),
        ("Train", "Credentials", {"RoleArn": "arn"}),
        ("Train", "ResultPath", "$.trained"),
        ("Train", "Parameters", {}),
        ("Train", "TimeoutSecondsPath", "$.t"),
    ],
)
def test_a_field_the_interpreter_would_ignore_is_refused(state, field, value):
    problem = problem_with(lambda states, _: states[state].update({field: value}))
    assert problem == f"the field {field!r} is not emulated here at /States/{state}/{field}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda states, machine: machine.pop("QueryLanguage"), "only QueryLanguage JSONata"),
        (lambda states, machine: machine.update(StartAt="Gone"), "StartAt names no state"),
        (lambda states, machine: states["Train"].update(Next="Gone"), "no state 'Gone'"),
        (lambda states, machine: states["Train"].pop("Next"), "exactly one of Next and End"),
        (lambda states, machine: states["Train"].update(End=True), "exactly one of Next and End"),
        (lambda states, machine: states["Train"].update(Type="Activity"), "not emulated"),
        (
            lambda states, machine: states["Train"].update(Resource="arn:aws:states:::sns:publish"),
            "'arn:aws:states:::sns:publish' is not emulated",
        ),
        (
            lambda states, machine: states["Failed"].update(Error="{% 'Bad %}"),
            "INVALID_JSONATA_EXPRESSION",
        ),
        (
            lambda states, machine: states["Each trial"]["ItemProcessor"].update(
                ProcessorConfig={"Mode": "SCATTERED"}
            ),
            "only the Map modes INLINE and DISTRIBUTED",
        ),
        (
            lambda states, machine: states["Train"]["Catch"].append(
                {"ErrorEquals": ["Busy"], "Next": "Failed"}
            ),
            "States.ALL must stand alone and last",
        ),
        (
            lambda states, machine: states.update(Lost={"Type": "Pass", "End": True}),
            "never reached at /States/Lost",
        ),
        (
            lambda states, machine: states["Is it good?"]["Choices"][0].update(Condition="true"),
            "a condition is a JSONata expression",
        ),
    ],
)
def test_what_aws_or_the_interpreter_cannot_run_is_refused(change, expected):
    assert expected in problem_with(change)


def test_an_inner_chain_may_not_assign_a_variable_of_the_outer():
    def assign_twice(states, _):
        states["Train"]["Assign"] = {"job": 1}
        states["Each trial"]["ItemProcessor"]["States"]["Note"]["Assign"] = {"job": 2}

    assert "outer variable" in problem_with(assign_twice)
