"""A job from acceptance to its end: phases, events, metrics, stopping, failing."""

import csv
import json
from io import StringIO
from time import sleep

import pytest

from tests.local.bedrock.samples import conversation, eventually, noise, refused, tickets

TRAINING = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION = "validation_artifacts/post_fine_tuning_validation/validation/validation_metrics.csv"


def statuses(bedrock):
    return [event["jobStatus"] for event in bedrock.events]


def phases(shown):
    return [shown["statusDetails"][name]["status"] for name in shown["statusDetails"]]


def rows(bedrock, suffix):
    return list(csv.DictReader(StringIO(bedrock.s3.ending(suffix))))


def test_a_job_ends_completed_with_a_model_and_its_losses(bedrock):
    job = bedrock.start(validationDataConfig=validation_set(bedrock, tickets(5, seed=2)))
    shown = bedrock.finished(job)
    assert shown["status"] == "Completed"
    assert phases(shown) == ["Completed"] * 3
    assert shown["trainingMetrics"]["trainingLoss"] > 0
    assert len(shown["validationMetrics"]) == 1
    assert shown["endTime"] >= shown["creationTime"]
    model = bedrock.control.get_custom_model(modelIdentifier=shown["outputModelArn"])
    assert (model["jobArn"], model["modelStatus"]) == (job, "Active")


def validation_set(bedrock, records):
    return {"validators": [{"s3Uri": bedrock.put("validation.jsonl", records)}]}


def test_the_phases_follow_one_another(local_bedrock):
    bedrock = local_bedrock(phase_seconds=0.1)
    job, seen = bedrock.start(), []

    def watched():
        shown = bedrock.control.get_model_customization_job(jobIdentifier=job)
        if phases(shown) not in seen:
            seen.append(phases(shown))
        return shown["status"] == "Completed"

    eventually(watched)
    assert ["InProgress", "NotStarted", "NotStarted"] in seen
    assert ["Completed", "InProgress", "NotStarted"] in seen
    assert ["Completed", "Completed", "InProgress"] in seen


def test_every_change_of_status_is_an_event(bedrock):
    job = bedrock.start("triage")
    shown = bedrock.finished(job)
    eventually(lambda: statuses(bedrock) == ["InProgress", "Completed"])
    event = bedrock.events[-1]
    assert (event["jobArn"], event["jobName"]) == (job, "triage")
    assert event["outputModelArn"] == shown["outputModelArn"]
    assert "outputModelArn" not in bedrock.events[0]


def test_each_step_of_the_training_is_in_the_metrics(bedrock):
    bedrock.model(hyperParameters={"epochCount": "3"})
    steps = rows(bedrock, TRAINING)
    assert list(steps[0]) == ["step_number", "epoch_number", "training_loss", "perplexity"]
    assert [int(step["step_number"]) for step in steps] == list(range(1, 25))
    assert {step["epoch_number"] for step in steps} == {"1", "2", "3"}
    assert float(steps[-1]["training_loss"]) < float(steps[0]["training_loss"])


def test_each_epoch_is_in_the_validation_metrics(bedrock):
    bedrock.model(
        hyperParameters={"epochCount": "3"},
        validationDataConfig=validation_set(bedrock, tickets(5, seed=2)),
    )
    epochs = rows(bedrock, VALIDATION)
    assert [epoch["epoch_number"] for epoch in epochs] == ["1", "2", "3"]
    assert all(float(epoch["validation_loss"]) > 0 for epoch in epochs)


def test_the_metrics_lie_in_a_folder_named_after_the_job(bedrock):
    job = bedrock.start(outputDataConfig={"s3Uri": "s3://output/runs/"})
    bedrock.finished(job)
    folder = f"output/runs/model-customization-job-{job.rpartition('/')[2]}"
    assert f"{folder}/{TRAINING}" in bedrock.s3.objects


def test_without_validation_data_there_are_no_validation_metrics(bedrock):
    shown = bedrock.finished(bedrock.start())
    assert shown["validationMetrics"] == []
    assert not [key for key in bedrock.s3.objects if "validation_artifacts" in key]


def test_a_learning_rate_from_the_upper_end_of_the_range_overfits_noise(bedrock):
    uri = bedrock.put("noise.jsonl", noise(20))
    bedrock.model(
        trainingDataConfig={"s3Uri": uri},
        hyperParameters={"epochCount": "5", "learningRate": "0.00003"},
        validationDataConfig=validation_set(bedrock, noise(20, seed=2)),
    )
    losses = [float(epoch["validation_loss"]) for epoch in rows(bedrock, VALIDATION)]
    assert losses[-1] > min(losses)


def test_a_learning_rate_from_the_lower_end_of_the_range_learns_little(bedrock):
    data = {"s3Uri": bedrock.put("tickets.jsonl", tickets(60))}

    def loss(name, rate):
        rates = {"learningRate": rate}
        job = bedrock.start(name, trainingDataConfig=data, hyperParameters=rates)
        return bedrock.finished(job)["trainingMetrics"]["trainingLoss"]

    assert loss("slow", "0.000001") > 3 * loss("usual", "0.00001")


def test_a_custom_model_can_be_customized_further(bedrock):
    first = bedrock.model("one")
    second = bedrock.start("two", baseModelIdentifier=first)
    shown = bedrock.finished(second)
    assert shown["baseModelArn"].endswith("::foundation-model/amazon.nova-micro-v1:0:128k")
    model = bedrock.control.get_custom_model(modelIdentifier="two-model")
    assert model["baseModelArn"] == first
    before = bedrock.control.get_custom_model(modelIdentifier=first)["trainingMetrics"]
    assert model["trainingMetrics"]["trainingLoss"] < before["trainingLoss"]


def test_a_stopped_job_ends_without_a_model(local_bedrock):
    bedrock = local_bedrock(phase_seconds=5)
    job = bedrock.start()
    bedrock.control.stop_model_customization_job(jobIdentifier=job)
    shown = bedrock.finished(job)
    assert shown["status"] == "Stopped"
    assert "outputModelArn" not in shown
    assert "Stopped" in phases(shown)
    eventually(lambda: statuses(bedrock) == ["InProgress", "Stopping", "Stopped"])
    assert bedrock.control.list_custom_models()["modelSummaries"] == []


def test_a_job_asked_to_stop_at_the_last_moment_does_not_complete(bedrock):
    class StoppingIsToldSlowly(list):
        def append(self, event):
            super().append(event)
            if event["jobStatus"] == "Stopping":
                sleep(0.3)

    bedrock.events = StoppingIsToldSlowly()
    job = bedrock.start()
    bedrock.control.stop_model_customization_job(jobIdentifier=job)
    assert bedrock.finished(job)["status"] == "Stopped"


def test_a_job_that_has_ended_cannot_be_stopped(bedrock):
    job = bedrock.start()
    bedrock.finished(job)
    with refused("ConflictException", "Completed"):
        bedrock.control.stop_model_customization_job(jobIdentifier=job)


def test_a_permission_lost_after_acceptance_fails_the_job(local_bedrock):
    bedrock = local_bedrock(phase_seconds=0.1)
    job = bedrock.start()
    bedrock.s3.denied.add("s3:PutObject")
    shown = bedrock.finished(job)
    assert shown["status"] == "Failed"
    assert "perms missing (PutObject)" in shown["failureMessage"]


def failure_of(bedrock, lines, **request):
    bedrock.s3.objects["data/bad.jsonl"] = b"\n".join(lines)
    uri = {"s3Uri": "s3://data/bad.jsonl"}
    shown = bedrock.finished(bedrock.start(trainingDataConfig=uri, **request))
    assert shown["status"] == "Failed"
    assert phases(shown) == ["Failed", "NotStarted", "NotStarted"]
    eventually(lambda: statuses(bedrock) == ["InProgress", "Failed"])
    assert bedrock.events[-1]["failureMessage"] == shown["failureMessage"]
    return shown["failureMessage"]


GOOD = [json.dumps(conversation(row)).encode() for row in tickets(10)]


@pytest.mark.parametrize("bad", [b"{not json", b"[]", b"", b"\xff\xfe"])
def test_a_line_that_is_no_json_object_fails_the_job_and_is_named(bedrock, bad):
    message = failure_of(bedrock, [*GOOD[:3], bad, *GOOD[3:]])
    assert message.startswith(
        "Unable to parse Amazon S3 file: s3://data/bad.jsonl. "
        "Data files must conform to JSONL format. Line 4: "
    )


def turn(role, *blocks):
    return {"role": role, "content": list(blocks)}


ASK, TELL = turn("user", {"text": "Hi"}), turn("assistant", {"text": "Hello"})


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({}, "required field messages is missing"),
        ({"messages": "Hi"}, "messages must be a list"),
        ({"messages": [ASK]}, "pairs of a user and an assistant turn"),
        ({"messages": [TELL, ASK]}, "roles must alternate"),
        ({"messages": [ASK, ASK]}, "roles must alternate"),
        ({"messages": [ASK, {"role": "assistant"}]}, "required field content is missing"),
        ({"messages": [ASK, turn("assistant")]}, "content of a turn of the assistant is empty"),
        ({"messages": [ASK, turn("assistant", {"text": " "})]}, "is empty"),
        ({"messages": [ASK, turn("assistant", {"text": 7})]}, "string as its text"),
        ({"messages": [ASK, turn("assistant", {"toolUse": {}})]}, "toolUse is not allowed"),
        ({"messages": [ASK, turn("assistant", {"image": {}})]}, "image is not allowed"),
        ({"messages": [turn("user", {"text": "a", "image": {}}), TELL]}, "exactly one member"),
        ({"system": "Hi", "messages": [ASK, TELL]}, "system must be a list"),
        ({"messages": [ASK, turn("assistant", {"text": "User: x"})]}, "reserved word User:"),
    ],
)
def test_a_record_against_the_rules_fails_the_job_and_is_named(bedrock, record, problem):
    message = failure_of(bedrock, [*GOOD, json.dumps(record).encode()])
    assert message.startswith("Invalid record in Amazon S3 file: s3://data/bad.jsonl. Line 11: ")
    assert problem in message


def test_too_few_records_fail_the_job(bedrock):
    assert "has 7 records, fewer than the minimum of 8" in failure_of(bedrock, GOOD[:7])


def test_nova_2_lite_wants_two_hundred_records(bedrock):
    message = failure_of(bedrock, GOOD, baseModelIdentifier="amazon.nova-2-lite-v1:0:256k")
    assert "minimum of 200" in message


def test_too_many_records_fail_the_job(bedrock):
    assert "20001 records, more than the maximum of 20000" in failure_of(bedrock, GOOD[:1] * 20_001)


def test_every_turn_of_the_assistant_is_learned(bedrock):
    longer = {"messages": [ASK, TELL, ASK, turn("assistant", {"text": "Goodbye"})]}
    bedrock.s3.objects["data/turns.jsonl"] = b"\n".join([json.dumps(longer).encode()] * 8)
    bedrock.model(trainingDataConfig={"s3Uri": "s3://data/turns.jsonl"})
    assert len(rows(bedrock, TRAINING)) == 2 * 16
