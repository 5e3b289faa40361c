"""`tailor watch`: to the end of a run, and by its outcome out."""

import json

import pytest
from msgspec.structs import replace

from lifecycle import documents
from lifecycle.request import DeploymentMode
from tests.cli.conftest import Tailor
from tests.cli.fake_aws import OUTPUT, FakeAws, Refused
from tests.cli.run_samples import (
    DEPLOYMENT,
    RUN,
    History,
    accepted,
    add_failed_run,
    add_run,
    add_succeeded_run,
    record,
)


def waiting_history(*, state: str = "Wait for customization") -> History:
    history = History()
    history.visit("Accept request")
    history.enter(state)
    return history


def test_a_run_that_succeeded_is_told_with_states_losses_and_where_it_serves(
    aws: FakeAws, tailor: Tailor
) -> None:
    add_succeeded_run(aws)
    result = tailor("watch", RUN)
    assert result.exit_code == 0
    assert f"SUCCEEDED {RUN} after 1 min 30 s" in result.stdout
    for fact in ("Prepare data", "3.0 s", "training 3.000 → 0.075", DEPLOYMENT):
        assert fact in result.stdout
    assert f"s3://{OUTPUT}/runs/{RUN}/" in result.stdout
    assert f"next: tailor ask {RUN}" in result.stderr


def test_a_run_that_failed_ends_with_its_reason_in_plain_words(
    aws: FakeAws, tailor: Tailor
) -> None:
    add_failed_run(aws, "TLR-201: the dataset has 3 errors\nWhat to do: write a text")
    result = tailor("watch", RUN)
    assert result.exit_code == 1
    assert "Reason     TLR-201: the dataset has 3 errors" in result.stdout
    assert "           What to do: write a text" in result.stdout
    assert "DatasetRejected" in result.stdout


@pytest.mark.parametrize(
    ("status", "execution", "reason"),
    [
        ("ABORTED", {}, "somebody stopped the execution by hand"),
        ("TIMED_OUT", {}, "longer than the state machine allows"),
        ("FAILED", {"cause": '{"errorMessage": "TLR-603: no access"}'}, "TLR-603: no access"),
    ],
)
def test_a_run_without_a_failure_record_still_has_a_reason(
    aws: FakeAws, tailor: Tailor, status: str, execution: dict, reason: str
) -> None:
    add_run(aws, waiting_history(), status, **execution)
    result = tailor("watch", RUN)
    assert result.exit_code == 1
    assert reason in result.stdout


def test_without_a_run_the_newest_is_watched(aws: FakeAws, tailor: Tailor) -> None:
    add_failed_run(aws, "old", run="older-1")
    add_succeeded_run(aws)
    assert f"SUCCEEDED {RUN}" in tailor("watch").stdout


def test_without_any_run_the_next_step_is_to_submit_one(aws: FakeAws, tailor: Tailor) -> None:
    result = tailor("watch")
    assert result.exit_code == 2
    assert "tailor submit DIR" in result.stderr


def test_a_submitted_run_is_awaited_until_intake_starts_it(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    moments += [lambda: None, lambda: add_succeeded_run(aws)]
    result = tailor("watch", RUN)
    assert result.exit_code == 0
    assert "waiting: the files to settle in the bucket" in result.stderr


def test_a_run_that_never_starts_is_not_found(aws: FakeAws, tailor: Tailor) -> None:
    result = tailor("watch", "no-such-run")
    assert result.exit_code == 2
    assert f"s3://{OUTPUT}/quarantine/" in result.stderr


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        ("Wait for customization", "waiting: the job is InProgress: training"),
        ("Wait for deployment", "waiting: the deployment is Creating"),
    ],
)
def test_a_wait_is_told_in_the_words_of_the_service(
    aws: FakeAws, tailor: Tailor, moments: list, state: str, waiting: str
) -> None:
    details = {"validation": "Completed", "dataProcessing": "InProgress", "training": "InProgress"}
    aws.job["statusDetails"] = {f"{name}Details": {"status": s} for name, s in details.items()}
    add_run(aws, waiting_history(state=state), "RUNNING")
    moments.append(lambda: add_succeeded_run(aws))
    assert waiting in tailor("watch", RUN).stderr


def test_whoever_may_not_ask_bedrock_can_still_watch(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    aws.refusals["GetModelCustomizationJob"] = Refused("AccessDeniedException", "no")
    add_run(aws, waiting_history(), "RUNNING")
    moments.append(lambda: add_succeeded_run(aws))
    result = tailor("watch", RUN)
    assert result.exit_code == 0
    assert "waiting: unknown to you (AccessDeniedException)" in result.stderr


def test_ctrl_c_ends_the_watching_and_says_that_the_run_goes_on(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    def press_ctrl_c() -> None:
        raise KeyboardInterrupt

    add_run(aws, waiting_history(), "RUNNING")
    moments.append(press_ctrl_c)
    result = tailor("watch", RUN)
    assert result.exit_code == 130
    assert f"tailor watch {RUN}" in result.stderr


def test_json_is_one_event_per_line_in_the_order_of_the_history(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    history = History()
    history.enter("Customize", kind="Map")
    history.enter("Collect metrics")
    add_run(aws, history, "RUNNING")

    def go_on() -> None:
        history.leave("Collect metrics")
        history.leave("Customize", kind="Map")
        history.visit("Choose model")
        history.visit("Publish run")
        add_run(aws, history, "SUCCEEDED")

    moments.append(go_on)
    events = [json.loads(line) for line in tailor("watch", RUN, "--json").stdout.splitlines()]
    assert [(event.get("state"), event["event"]) for event in events] == [
        ("Customize", "entered"),
        ("Collect metrics", "entered"),
        ("Collect metrics", "succeeded"),
        ("Customize", "succeeded"),
        ("Choose model", "entered"),
        ("Choose model", "succeeded"),
        ("Publish run", "entered"),
        ("Publish run", "succeeded"),
        (None, "ended"),
    ]


def test_the_last_json_event_holds_the_outcome(aws: FakeAws, tailor: Tailor) -> None:
    add_succeeded_run(aws)
    ended = json.loads(tailor("watch", RUN, "--json").stdout.splitlines()[-1])
    assert ended == {
        "run_id": RUN,
        "event": "ended",
        "status": "SUCCEEDED",
        "seconds": 90.0,
        "serving_arn": DEPLOYMENT,
        "training_loss": 0.075,
        "validation_loss": 0.25,
        "verdict": "learning",
        "reason": None,
        "artifacts": f"s3://{OUTPUT}/runs/{RUN}/",
    }


def test_a_model_that_nothing_serves_is_reported_as_kept(aws: FakeAws, tailor: Tailor) -> None:
    add_succeeded_run(aws)
    kept = replace(record(), serving_arn=None, live_parameter=None)
    aws.put_document(documents.run_record(RUN), kept)
    report = tailor("watch", RUN).stdout
    assert "nothing: the model is kept" in report
    assert "Parameter" not in report


def test_a_run_that_waits_for_throughput_says_how_it_stands(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    add_run(aws, waiting_history(state="Wait for deployment"), "RUNNING")
    aws.put_document(documents.accepted_request(RUN), accepted(RUN, DeploymentMode.PROVISIONED))
    moments.append(lambda: add_succeeded_run(aws))
    assert "waiting: the provisioned throughput is Creating" in tailor("watch", RUN).stderr


def test_a_failed_state_and_its_run_are_failed_in_json_too(aws: FakeAws, tailor: Tailor) -> None:
    add_failed_run(aws, "TLR-201: no")
    result = tailor("watch", RUN, "--json")
    assert result.exit_code == 1
    *_, failed, ended = [json.loads(line) for line in result.stdout.splitlines()]
    assert (failed["event"], failed["error"]) == ("failed", "DatasetRejected")
    assert (ended["status"], ended["reason"]) == ("FAILED", "TLR-201: no")


def test_a_state_that_was_cut_short_ends_before_the_one_around_it(
    aws: FakeAws, tailor: Tailor
) -> None:
    history = History()
    history.enter("Customize", kind="Map")
    history.enter("Wait for customization")
    history.attempt(error="CustomizationFailed")
    history.leave("Customize", kind="Map")
    add_run(aws, history, "FAILED")
    events = [json.loads(line) for line in tailor("watch", RUN, "--json").stdout.splitlines()]
    failed = [event["state"] for event in events if event["event"] == "failed"]
    assert failed == ["Wait for customization", "Customize"]


def test_no_text_of_the_data_is_asked_for_or_printed_as_json(aws: FakeAws, tailor: Tailor) -> None:
    add_succeeded_run(aws)
    result = tailor("watch", RUN, "--json")
    assert "Question" not in result.stdout
    assert aws.requests("GetExecutionHistory")[0]["includeExecutionData"] is False
    read = {request["Key"] for request in aws.requests("GetObject")}
    assert documents.prepared_file(RUN, "test") not in read


def test_several_jobs_that_are_waited_for_are_counted(
    aws: FakeAws, tailor: Tailor, moments: list
) -> None:
    history = waiting_history()
    history.enter("Wait for customization")
    add_run(aws, history, "RUNNING")
    moments.append(lambda: add_succeeded_run(aws))
    assert "waiting: 2 customization jobs" in tailor("watch", RUN).stderr
