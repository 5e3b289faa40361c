"""What a run comes to, on the deployed templates, whatever goes wrong on the way."""

import pytest
from deployed import Deployed, waiting
from scenarios import Scenarios

from lifecycle import documents, names

WAY_OF_A_RUN = [
    "Accept request",
    "Was the model trained elsewhere?",
    "Is the dataset larger than one function?",
    "Prepare data",
    "Customize",
    "Start customization",
    "Wait for customization",
    "Collect metrics",
    "Did every trial fail?",
    "Choose model",
    "Is the model to be served?",
    "Start provisioning",
    "Wait for deployment",
    "Verify deployment",
    "Publish run",
    "Lifecycle succeeded",
]


def test_a_run_goes_from_landed_data_to_a_model_in_service(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("happy")
    record = deployed.document(documents.run_record(run))
    parameter = deployed.account.client("ssm").get_parameter(Name=record["live_parameter"])
    (deployment,) = deployed.deployments_of(run)
    assert deployed.entered_states(run) == WAY_OF_A_RUN
    assert deployment["status"] == "Active"
    assert parameter["Parameter"]["Value"] == deployment["customModelDeploymentArn"]


def test_a_served_model_answers_what_it_learned(deployed: Deployed, scenarios: Scenarios) -> None:
    run = scenarios.succeeded("happy")
    (deployment,) = deployed.deployments_of(run)
    answer = deployed.account.client("bedrock-runtime").converse(
        modelId=deployment["customModelDeploymentArn"],
        messages=[
            {"role": "user", "content": [{"text": "Question 7: which colour has the coal?"}]}
        ],
    )
    assert "black" in answer["output"]["message"]["content"][0]["text"]


def test_the_loss_curves_of_a_run_are_kept(deployed: Deployed, scenarios: Scenarios) -> None:
    metrics = deployed.document(documents.trial_metrics(scenarios.succeeded("happy"), 0))
    losses = [point["value"] for point in metrics["training"]]
    assert losses[-1] < losses[0]
    assert len(metrics["validation"]) == 3


def test_everything_a_run_made_carries_its_id(deployed: Deployed, scenarios: Scenarios) -> None:
    run = scenarios.succeeded("happy")
    record = deployed.document(documents.run_record(run))
    made = [record["model"]["job_arn"], record["model"]["model_arn"], record["serving_arn"]]
    for arn in made:
        tags = deployed.bedrock.list_tags_for_resource(resourceARN=arn)["tags"]
        assert {"key": "tailor:run-id", "value": run} in tags


def test_a_failed_job_fails_the_run_with_bedrocks_own_message(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("job-failed")
    assert ended["error"] == "CustomizationFailed"
    assert "The data were not liked." in deployed.failure_reason(run)
    assert deployed.deployments_of(run) == []


def test_a_stopped_job_fails_the_run_instead_of_looping(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("job-stopped")
    assert ended["error"] == "CustomizationStopped"
    assert deployed.deployments_of(run) == []


def test_data_that_do_not_parse_stop_the_run_before_bedrock_is_called(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("data-broken")
    assert ended["error"] == "DatasetRejected"
    assert "train.jsonl, line 7" in deployed.failure_reason(run)
    assert deployed.jobs_of(run) == []


@pytest.mark.parametrize(
    "storm",
    ["throttled", "server-errors", "late-server-errors", "catalogue-throttled", "catalogue-broken"],
)
def test_a_storm_of_refusals_delays_a_run_and_makes_nothing_twice(
    storm: str, deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded(storm)
    assert len(deployed.jobs_of(run)) == 1
    assert len(deployed.deployments_of(run)) == 1


def test_a_lost_event_costs_a_minute_and_nothing_else(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("event-lost")
    assert deployed.entered_states(run) == WAY_OF_A_RUN


def test_a_duplicated_event_settles_a_wait_once(deployed: Deployed, scenarios: Scenarios) -> None:
    run = scenarios.succeeded("event-twice")
    assert deployed.entered_states(run) == WAY_OF_A_RUN


def test_a_function_killed_after_it_started_a_job_finds_that_job_again(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("function-killed")
    failures = [e for e in deployed.history(run) if e["type"] == "TaskFailed"]
    assert failures, "the function was not killed"
    assert len(deployed.jobs_of(run)) == 1


def test_a_failed_deployment_is_taken_down(deployed: Deployed, scenarios: Scenarios) -> None:
    run, ended = scenarios.failed("deployment-failed")
    assert ended["error"] == "DeploymentFailed"
    assert "No capacity." in deployed.failure_reason(run)
    assert deployed.deployments_of(run) == []


@pytest.mark.parametrize("storm", ["release-throttled", "release-broken"])
def test_a_storm_while_a_failed_run_is_released_leaves_nothing_deployed(
    storm: str, deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed(storm)
    assert ended["error"] == "DeploymentFailed"
    assert deployed.deployments_of(run) == []


def test_a_full_quota_is_a_queue(deployed: Deployed, scenarios: Scenarios) -> None:
    run = scenarios.succeeded("quota-full")
    assert len(deployed.jobs_of(run)) == 1


def test_a_missing_permission_fails_the_run_and_names_the_action(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("access-denied")
    assert ended["error"] == "AccessRefused"
    assert "CreateCustomModelDeployment" in deployed.failure_reason(run)


def test_unreadable_metrics_are_unknown_and_never_a_number(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.succeeded("metrics-broken")
    model = deployed.document(documents.chosen_model(run))
    assert model["validation"] is None
    assert model["verdict"]["word"] == "unknown"


def test_a_technique_that_the_model_does_not_have_is_refused(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run, ended = scenarios.failed("technique-of-another-model")
    assert ended["error"] == "ModelUnavailable"
    reason = deployed.failure_reason(run)
    assert "Nova Micro cannot be customized by reinforcement-fine-tuning" in reason


def test_a_job_that_outlives_its_deadline_is_stopped(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.runs["overdue"]
    job = names.customization_job(run, 0)
    _move_deadline_into_the_past(deployed, f"customization#{job}")
    _, ended = scenarios.failed("overdue")
    assert ended["error"] == "DeadlinePassed"
    assert deployed.bedrock.get_model_customization_job(jobIdentifier=job)["status"] in (
        "Stopping",
        "Stopped",
    )


def test_an_aborted_run_stops_its_job_and_tells_its_owner(
    deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.runs["aborted"]
    for _ in waiting(60, "the job to start"):
        if "Wait for customization" in deployed.entered_states(run):
            break
    deployed.states.stop_execution(executionArn=deployed.execution_arn(run))
    announcement = deployed.announcement(run)
    assert "Somebody stopped the execution by hand" in announcement["message"]
    for _ in waiting(30, "the job to be stopped"):
        if deployed.jobs_of(run)[0]["status"] in ("Stopping", "Stopped"):
            break


def test_a_run_of_one_trial_needs_few_transitions(deployed: Deployed, scenarios: Scenarios) -> None:
    assert len(deployed.entered_states(scenarios.succeeded("happy"))) <= 25


@pytest.mark.parametrize(
    ("scenario", "words"),
    [("happy", "has succeeded"), ("job-failed", "The data were not liked.")],
)
def test_a_run_announces_its_end_in_plain_words(
    scenario: str, words: str, deployed: Deployed, scenarios: Scenarios
) -> None:
    run = scenarios.runs[scenario]
    deployed.ended(run)
    assert words in deployed.announcement(run)["message"]


def _move_deadline_into_the_past(deployed: Deployed, wait_id: str) -> None:
    """Stands for the hours that the deadline would take to pass."""
    dynamodb = deployed.account.client("dynamodb")
    key = {"wait_id": {"S": wait_id}}
    table = deployed.physical_id("foundation", "WaitsTable")
    for _ in waiting(60, f"the wait {wait_id}"):
        if "Item" in dynamodb.get_item(TableName=table, Key=key):
            break
    dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET deadline_at = :past",
        ExpressionAttributeValues={":past": {"N": "1"}},
    )
