"""Intake, the step functions, the state machine, and what wakes them."""

from typing import Any

import jsonata
import pytest
from aws_cdk.assertions import Template

from lifecycle.environment import SettlementEnvironment, StepEnvironment
from settings import DEV
from tests.stacks.deployment import Deployment
from tests.stacks.policies import statements_of_role
from tests.stacks.state_graph import tasks
from tests.stacks.synthesis import ROOT

GRADING = "grade_samples"  # one function for each grader, of a stack of its own


def test_every_handler_has_one_function(dev: Deployment) -> None:
    handlers = {
        path.stem
        for path in (ROOT / "lambdas").glob("*.py")
        if "\ndef handler(" in path.read_text("utf-8")
    }
    modules = [module for _, module, _ in dev.functions() if module != GRADING]
    assert sorted([*modules, GRADING]) == sorted(handlers)


def test_all_functions_share_one_asset_and_one_layer(dev: Deployment) -> None:
    functions = [function for _, module, function in dev.functions() if module != GRADING]
    assert len({str(function["Code"]) for function in functions}) == 1
    layers = {tuple(function["Layers"]) for function in functions}
    assert layers == {("<lifecycle/Dependencies>",)}


def test_data_is_prepared_with_a_disk_for_the_largest_dataset(dev: Deployment) -> None:
    function = dev["lifecycle/PrepareData/Function"]
    assert function["EphemeralStorage"] == {"Size": 10240}
    assert function["Timeout"] == 900


def test_a_flood_of_files_does_not_take_all_functions(lifecycle: Template) -> None:
    lifecycle.has_resource_properties(
        "AWS::Lambda::EventSourceMapping", {"ScalingConfig": {"MaximumConcurrency": 5}}
    )


def test_nothing_wakes_a_function_but_the_five_rules(lifecycle: Template) -> None:
    lifecycle.resource_count_is("AWS::Events::Rule", 5)
    lifecycle.resource_count_is("AWS::Lambda::EventSourceMapping", 1)


def test_a_run_that_was_cut_short_is_named_to_its_release(dev: Deployment) -> None:
    (target,) = dev["lifecycle/Triggers/RunCutShort"]["Targets"]
    assert target["InputTransformer"] == {
        "InputPathsMap": {"detail-name": "$.detail.name"},
        "InputTemplate": '{"run_id":<detail-name>}',
    }


def test_the_state_machine_may_invoke_its_own_steps_only(dev: Deployment) -> None:
    steps = {state["Arguments"]["FunctionName"] for _, state in tasks(dev.definition)}
    invoked = {
        resource
        for statement in statements_of_role(dev, "lifecycle/Machine/Role")
        if "lambda:InvokeFunction" in statement.actions
        for resource in statement.resources
    }
    assert invoked == steps


def test_the_state_machine_reads_plans_and_nothing_else(dev: Deployment) -> None:
    read = {
        resource
        for statement in statements_of_role(dev, "lifecycle/Machine/Role")
        if "s3:GetObject" in statement.actions
        for resource in statement.resources
    }
    folder = "<foundation/OutputBucket.Arn>/runs/*/scan"
    assert read == {f"{folder}/plan.json", f"{folder}/again.json"}


def test_the_state_machine_starts_executions_of_its_own_only(dev: Deployment) -> None:
    started = {
        resource
        for statement in statements_of_role(dev, "lifecycle/Machine/Role")
        if "states:StartExecution" in statement.actions
        for resource in statement.resources
    }
    assert started == {"<lifecycle/Machine/StateMachine>"}


def test_a_large_dataset_is_scanned_before_it_is_prepared(definition: dict[str, Any]) -> None:
    states = definition["States"]
    (choice,) = states["Is the dataset larger than one function?"]["Choices"]
    title, way = choice["Next"], []
    while title != "Prepare data":
        way.append(title)
        title = states[title].get("Next") or states[title]["Default"]
    repeats = "Do texts repeat those of other ranges?"
    assert way == ["Plan scan", "Scan ranges", "Merge scans", repeats]
    assert [again["Next"] for again in states[repeats]["Choices"]] == ["Scan ranges"]
    variable = choice["Condition"].strip("{%} ").removeprefix("$")
    assert variable in states["Accept request"]["Assign"]


def test_the_limits_of_one_function_reach_the_steps(dev: Deployment) -> None:
    variables = dev["lifecycle/PlanScan/Function"]["Environment"]["Variables"]
    environment = StepEnvironment.from_variables(variables)
    assert environment.one_function_max_bytes == 8 * 1024**3
    assert environment.one_function_max_objects == 50
    assert environment.scan_range_bytes == 256 * 1024**2


def test_the_way_of_a_run_is_the_way_of_the_design(definition: dict[str, Any]) -> None:
    title, way = definition["StartAt"], []
    while title:
        way.append(title)
        state = definition["States"][title]
        title = state.get("Next", state.get("Default"))
    assert way == [
        "Accept request",
        "Was the model trained elsewhere?",
        "Is the dataset larger than one function?",
        "Prepare data",
        "Customize",
        "Did every trial fail?",
        "Choose model",
        "Is the model to be served?",
        "Start provisioning",
        "Wait for deployment",
        "Verify deployment",
        "Publish run",
        "Lifecycle succeeded",
    ]


def test_a_model_that_is_not_to_be_served_is_published_at_once(definition: dict[str, Any]) -> None:
    states = definition["States"]
    itself, nothing = states["Is the model to be served?"]["Choices"]
    assert (itself["Next"], nothing["Next"]) == ("Verify deployment", "Publish run")
    assert evaluated(nothing["Condition"], deployment_mode="none") is True
    assert evaluated(nothing["Condition"], deployment_mode="provisioned") is False
    assert {"deployment_mode", "serves_itself"} <= set(states["Accept request"]["Assign"])


@pytest.mark.parametrize(
    ("technique", "serves_itself", "ways"),
    [
        ("import", True, ["Check weights", "Start import", "Wait for import", "Collect import"]),
        ("import", False, ["Start import", "Wait for import", "Collect import"]),
        ("fine-tuning", False, []),
    ],
)
def test_weights_are_imported_instead_of_customized(
    definition: dict[str, Any], technique: str, serves_itself: bool, ways: list[str]
) -> None:
    states = definition["States"]
    choices = states["Was the model trained elsewhere?"]["Choices"]
    values = {"technique": technique, "serves_itself": serves_itself}
    taken = (c["Next"] for c in choices if evaluated(c["Condition"], **values) is True)
    title, way = next(taken, "Is the model to be served?"), []
    while title != "Is the model to be served?":
        way.append(title)
        title = states[title]["Next"]
    assert way == ways
    assert {"technique", "serves_itself"} <= set(states["Accept request"]["Assign"])


def test_what_provisioning_started_is_waited_for(definition: dict[str, Any]) -> None:
    payload = definition["States"]["Wait for deployment"]["Arguments"]["Payload"]
    assert payload["target"] == "{% $states.input.target %}"
    assert definition["States"]["Start provisioning"]["Output"] == "{% $states.result.Payload %}"


def test_a_full_quota_is_waited_for_where_bedrock_starts_something(
    definition: dict[str, Any],
) -> None:
    queueing = [
        title
        for title, state in tasks(definition)
        if any("QuotaReached" in retry["ErrorEquals"] for retry in state["Retry"])
    ]
    assert sorted(queueing) == ["Start customization", "Start provisioning"]


def test_a_quota_is_waited_for_as_long_as_the_settings_say(definition: dict[str, Any]) -> None:
    (retry,) = (
        retry
        for retry in definition["States"]["Start provisioning"]["Retry"]
        if retry["ErrorEquals"] == ["QuotaReached"]
    )
    patience = DEV.quota_patience.to_seconds()
    assert retry["MaxAttempts"] * retry["MaxDelaySeconds"] == patience


@pytest.mark.parametrize(
    ("caught", "cause"),
    [({"Error": "E", "Cause": "why"}, "why"), ({"Error": "States.Timeout"}, "")],
)
def test_a_failure_is_told_with_or_without_a_cause(
    caught: dict[str, str], cause: str, definition: dict[str, Any]
) -> None:
    failed = definition["States"]["Lifecycle failed"]
    assert evaluated(failed["Error"], failure=caught) == caught["Error"]
    assert evaluated(failed["Cause"], failure=caught) == cause


def evaluated(expression: str, **variables: Any) -> Any:
    """A JSONata field; None where it has no value, which Step Functions takes for an error."""
    compiled = jsonata.Jsonata(expression.removeprefix("{% ").removesuffix(" %}"))
    frame = compiled.create_frame()
    for name, value in variables.items():
        frame.bind(name, value)
    return compiled.evaluate(None, frame)


def test_deadlines_of_the_settings_reach_the_waits(dev: Deployment) -> None:
    variables = dev["lifecycle/RegisterWait/Function"]["Environment"]["Variables"]
    environment = StepEnvironment.from_variables(variables)
    assert environment.customization_deadline_minutes == DEV.customization_deadline.to_minutes()
    assert environment.deployment_deadline_minutes == DEV.deployment_deadline.to_minutes()
    assert environment.import_deadline_minutes == DEV.import_deadline.to_minutes()


def test_settle_waits_publishes_to_no_other_namespace(dev: Deployment) -> None:
    variables = dev["lifecycle/SettleWaits/Function"]["Environment"]["Variables"]
    (statement,) = dev["lifecycle/SettleWaits/AccountWide"]["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {
            "cloudwatch:namespace": SettlementEnvironment.from_variables(variables).metric_namespace
        }
    }


def test_a_run_may_write_live_parameters_of_its_stage_only(dev: Deployment) -> None:
    (resource,) = (
        statement["Resource"]
        for statement in dev["lifecycle/PublishRun/Permissions"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "ssm:PutParameter"
    )
    assert resource.endswith(":<AWS::AccountId>:parameter/tailor/dev/live/*")
