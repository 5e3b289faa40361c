"""Scheduled faults: what can go wrong, going wrong on demand."""

import json

import msgspec
import pytest

from local.bedrock.faults import Faults
from tests.local.bedrock.samples import eventually, refused


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"operation": "CreateModelCustomizationJob"},
        {"operation": "CreateModelCustomizationJob", "kind": "explosion"},
        {"operation": "CreateModelCustomisationJob", "kind": "throttle"},
        {"operation": "*", "kind": "throttle", "unknown": 1},
        {"job": "x", "outcome": "lost"},
        {"job": "x", "outcome": "failed", "metrics": "nan"},
        {"job": "x"},
        [],
    ],
)
def test_what_is_no_fault_cannot_be_scheduled(document):
    faults = Faults()
    with pytest.raises(msgspec.ValidationError):
        faults.add(json.dumps(document))
    assert faults.list() == ()


def test_what_is_scheduled_can_be_listed_and_cleared():
    faults = Faults()
    faults.add('{"operation": "*", "kind": "throttle", "times": 2}')
    assert json.loads(msgspec.json.encode(faults.list()))[0]["times"] == 2
    faults.clear()
    assert faults.list() == ()


def test_one_fault_is_removed_and_the_others_stay():
    faults, stuck = Faults(), '{"job": "a", "outcome": "stuck"}'
    faults.add(stuck)
    faults.add('{"job": "b", "outcome": "stuck"}')
    faults.remove(stuck)
    assert [fault.job for fault in faults.list()] == ["b"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("throttle", "ThrottlingException"),
        ("server-error-before", "InternalServerException"),
        ("access-denied", "AccessDeniedException"),
        ("quota", "ServiceQuotaExceededException"),
    ],
)
def test_a_refused_operation_has_no_effect_and_the_next_one_has(bedrock, kind, code):
    bedrock.fault(operation="CreateModelCustomizationJob", kind=kind)
    with refused(code):
        bedrock.start()
    assert bedrock.events == []
    assert bedrock.start()


def test_a_server_error_after_the_effect_leaves_the_effect(bedrock):
    bedrock.fault(operation="CreateModelCustomizationJob", kind="server-error-after")
    with refused("InternalServerException"):
        bedrock.start("triage", clientRequestToken="token-1")
    there = bedrock.control.get_model_customization_job(jobIdentifier="triage")["jobArn"]
    assert bedrock.start("triage", clientRequestToken="token-1") == there


def test_the_caller_is_killed_after_the_effect(bedrock):
    bedrock.fault(operation="CreateModelCustomizationJob", kind="kill-caller")
    job = bedrock.start()
    assert bedrock.killed == ["AKIDCALLER"]
    assert bedrock.control.get_model_customization_job(jobIdentifier=job)


def test_a_fault_happens_as_often_as_scheduled(bedrock):
    bedrock.fault(operation="ListCustomModels", kind="throttle", times=2)
    for _ in range(2):
        with refused("ThrottlingException"):
            bedrock.control.list_custom_models()
    assert bedrock.control.list_custom_models()["modelSummaries"] == []


def test_a_fault_of_every_operation_meets_any(bedrock):
    bedrock.fault(operation="*", kind="throttle")
    with refused("ThrottlingException"):
        bedrock.control.list_tags_for_resource(resourceARN="a" * 20)


def test_a_fault_meets_only_requests_that_match(bedrock):
    bedrock.fault(operation="*", kind="throttle", matching="other")
    assert bedrock.start("triage")
    with refused("ThrottlingException"):
        bedrock.start("other")


def test_a_fault_matches_the_name_of_what_an_arn_stands_for(bedrock):
    model = bedrock.model("triage")
    bedrock.fault(operation="GetCustomModel", kind="throttle", matching="triage")
    with refused("ThrottlingException"):
        bedrock.control.get_custom_model(modelIdentifier=model)


def test_inference_can_be_throttled(bedrock):
    bedrock.fault(operation="Converse", kind="throttle")
    with refused("ThrottlingException"):
        bedrock.answer("amazon.nova-micro-v1:0", "Hello")


def test_a_job_fails_with_the_scheduled_message(bedrock):
    bedrock.fault(job="triage", outcome="failed", message="out of capacity")
    shown = bedrock.finished(bedrock.start("triage"))
    assert (shown["status"], shown["failureMessage"]) == ("Failed", "out of capacity")
    assert bedrock.finished(bedrock.start("other"))["status"] == "Completed"


def test_a_job_stops_without_being_asked(bedrock):
    bedrock.fault(job="triage", outcome="stopped")
    assert bedrock.finished(bedrock.start())["status"] == "Stopped"


def training_status(bedrock, job):
    shown = bedrock.control.get_model_customization_job(jobIdentifier=job)
    return shown["statusDetails"]["trainingDetails"]["status"]


def test_a_stuck_job_trains_until_it_is_stopped(bedrock):
    bedrock.fault(job="triage", outcome="stuck")
    job = bedrock.start()
    eventually(lambda: training_status(bedrock, job) == "InProgress")
    bedrock.control.stop_model_customization_job(jobIdentifier=job)
    assert bedrock.finished(job)["status"] == "Stopped"


def test_a_stuck_job_goes_on_when_the_faults_are_cleared(bedrock):
    bedrock.fault(job="triage", outcome="stuck")
    job = bedrock.start()
    eventually(lambda: training_status(bedrock, job) == "InProgress")
    bedrock.faults.clear()
    assert bedrock.finished(job)["status"] == "Completed"


@pytest.mark.parametrize(("event", "times"), [("lost", 0), ("duplicated", 2)])
def test_events_of_a_job_are_lost_or_duplicated(bedrock, event, times):
    bedrock.fault(job="triage", event=event)
    bedrock.model("triage")
    bedrock.model("other")

    def completed(name):
        ends = [each for each in bedrock.events if each["jobStatus"] == "Completed"]
        return sum(each["jobName"] == name for each in ends)

    eventually(lambda: completed("other") == 1)
    assert completed("triage") == times


TRAINING = "step_wise_training_metrics.csv"


def test_metrics_are_missing(bedrock):
    bedrock.fault(job="triage", metrics="missing")
    bedrock.model("triage")
    assert not [key for key in bedrock.s3.objects if key.endswith(TRAINING)]


def test_metrics_are_cut_off_in_the_middle_of_a_line(bedrock):
    bedrock.fault(job="triage", metrics="truncated")
    bedrock.model("triage")
    assert not bedrock.s3.ending(TRAINING).endswith("\n")


def test_metrics_are_not_numbers(bedrock):
    bedrock.fault(job="triage", metrics="nan")
    bedrock.model("triage")
    assert bedrock.s3.ending(TRAINING).splitlines()[1] == "1,1,nan,nan"


def test_a_deployment_fails_with_the_scheduled_message(bedrock):
    bedrock.fault(deployment="live", outcome="failed", message="no capacity")
    shown = bedrock.deployed(bedrock.deployment(bedrock.model(), "live"))
    assert (shown["status"], shown["failureMessage"]) == ("Failed", "no capacity")


def test_a_stuck_deployment_becomes_active_when_the_faults_are_cleared(bedrock):
    bedrock.fault(deployment="live", outcome="stuck")
    arn = bedrock.control.create_custom_model_deployment(
        modelDeploymentName="live", modelArn=bedrock.model()
    )["customModelDeploymentArn"]
    assert bedrock.deployed(arn)["status"] == "Creating"
    bedrock.faults.clear()
    eventually(lambda: bedrock.deployed(arn)["status"] == "Active")
