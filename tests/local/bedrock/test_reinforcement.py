"""Reinforcement fine-tuning: a function of the account rewards answers, and the rewards rise."""

import csv
import json
from io import StringIO
from statistics import fmean

import pytest

from tests.local.bedrock.reinforcing import (
    GRADER,
    QUICK,
    exact,
    failure,
    reinforcement,
    scored,
    task,
)
from tests.local.bedrock.samples import SYSTEM, eventually, refused, tickets

TRAINING, VALIDATION = "step_wise_training_metrics.csv", "validation_metrics.csv"


@pytest.fixture
def bedrock(local_bedrock):
    bedrock = local_bedrock()
    bedrock.graders.functions[GRADER] = exact
    return bedrock


def table(bedrock, suffix):
    return list(csv.DictReader(StringIO(bedrock.s3.ending(suffix))))


def test_the_mean_reward_rises_and_so_does_that_of_held_out_tasks(bedrock):
    held_out = bedrock.put_records("validation.jsonl", map(task, tickets(30, seed=2)))
    job = bedrock.start(
        **reinforcement(
            bedrock,
            hyper_parameters={"epochCount": 4, "batchSize": 16, "evalInterval": 7},
            validationDataConfig={"validators": [{"s3Uri": held_out}]},
        )
    )
    assert bedrock.finished(job)["status"] == "Completed"
    steps = table(bedrock, TRAINING)
    columns = ["step_number", "epoch_number", "critic/rewards/mean", "response_length/mean"]
    assert list(steps[0]) == columns
    rewards = [float(step["critic/rewards/mean"]) for step in steps]
    assert len(rewards) == 28
    assert fmean(rewards[:3]) < 0.2
    assert fmean(rewards[-3:]) > 0.9
    evaluated = table(bedrock, VALIDATION)
    assert list(evaluated[0]) == ["step_number", "epoch_number", "val-score/rewards/mean@1"]
    assert [row["step_number"] for row in evaluated] == ["7", "14", "21", "28"]
    assert float(evaluated[-1]["val-score/rewards/mean@1"]) > 0.9


def test_the_model_answers_as_was_rewarded(bedrock):
    request = reinforcement(bedrock, hyper_parameters={"epochCount": 4, "batchSize": 16})
    live = bedrock.deployment(bedrock.model(**request))
    said = bedrock.answer(live, "My parcel and the courier are late.", system=[{"text": SYSTEM}])
    assert said["output"]["message"]["content"] == [{"text": "delivery"}]


def test_the_grader_sees_the_conversation_with_the_answer_and_all_that_the_record_holds(bedrock):
    reference = {"solution": "x = 4", "steps": ["2x = 8"]}
    rows = [(question, reference) for question, _ in tickets(100)]
    records = [task(row, id="sample-1", difficulty="easy", tools=[]) for row in rows]
    bedrock.finished(bedrock.start(**reinforcement(bedrock, records)))
    (sample, *others) = bedrock.graders.events[0]
    assert set(sample) == {"id", "messages", "metadata"}
    assert [message["role"] for message in sample["messages"]] == ["system", "user", "assistant"]
    assert isinstance(sample["messages"][-1]["content"], str)
    assert sample["metadata"] == {"reference_answer": reference, "difficulty": "easy"}
    assert len({each["id"] for each in (sample, *others)}) == 1 + len(others)


def test_each_prompt_is_tried_as_often_as_asked(bedrock):
    bedrock.finished(bedrock.start(**reinforcement(bedrock)))
    assert sum(map(len, bedrock.graders.events)) == 100 * QUICK["trainingSamplePerPrompt"]


def test_hyper_parameters_are_numbers_and_have_defaults(bedrock):
    bedrock.start(**reinforcement(bedrock, hyper_parameters={"epochCount": 2}))
    shown = bedrock.control.get_model_customization_job(jobIdentifier="triage")
    assert shown["customizationConfig"]["rftConfig"]["hyperParameters"] == {
        "epochCount": 2,
        "batchSize": 128,
        "learningRate": pytest.approx(1e-5),
        "maxPromptLength": 8192,
        "trainingSamplePerPrompt": 8,
        "inferenceMaxTokens": 2048,
        "reasoningEffort": "medium",
        "evalInterval": 10,
    }


def posted(bedrock, hyper_parameters):
    """Past the client, which would check some of it itself."""
    body = reinforcement(bedrock, hyper_parameters=hyper_parameters) | {
        "jobName": "one",
        "customModelName": "one",
        "roleArn": "arn:aws:iam::111122223333:role/customization",
        "outputDataConfig": {"s3Uri": "s3://output"},
    }
    path, document = "/model-customization-jobs", json.dumps(body).encode()
    return bedrock.service.handle("bedrock", "POST", path, {}, document, {})


@pytest.mark.parametrize(
    "given",
    [
        {"epochCount": 0},
        {"epochCount": 51},
        {"epochCount": "2"},
        {"batchSize": 15},
        {"learningRate": 0.01},
        {"trainingSamplePerPrompt": 17},
        {"reasoningEffort": "much"},
        {"evalInterval": 101},
    ],
)
def test_hyper_parameters_out_of_their_bounds_are_refused(bedrock, given):
    status, headers, _ = posted(bedrock, given)
    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"hyperParameters": {"epochCount": "2"}}, "hyperParameters is not valid"),
        ({"customizationConfig": {"rftConfig": {}}}, "lambdaGrader is required"),
        ({"trainingDataConfig": {}}, "s3Uri is required for REINFORCEMENT_FINE_TUNING"),
        (
            {"baseModelIdentifier": "amazon.nova-lite-v1:0:300k"},
            "does not support customization type REINFORCEMENT_FINE_TUNING",
        ),
    ],
)
def test_what_does_not_belong_to_reinforcement_is_refused(bedrock, change, problem):
    with refused("ValidationException", problem):
        bedrock.start(**reinforcement(bedrock, **change))


def test_invocation_logs_are_said_not_to_be_emulated(bedrock):
    logs = {"invocationLogsConfig": {"invocationLogSource": {"s3Uri": "s3://data/logs"}}}
    with refused("NotEmulated", "invocation logs"):
        bedrock.start(**reinforcement(bedrock, trainingDataConfig=logs))


def test_a_role_that_may_not_invoke_the_grader_is_refused(bedrock):
    bedrock.denied.add(("lambda:InvokeFunction", GRADER))
    problem = f"not authorized to perform: lambda:InvokeFunction on resource: {GRADER}"
    with refused("ValidationException", problem):
        bedrock.start(**reinforcement(bedrock))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"messages": []}, "must end with a turn of the user"),
        ({"messages": [{"role": "robot", "content": "Hi"}]}, "role of a message must be one of"),
        ({"messages": [{"role": "user", "content": [{"text": "Hi"}]}]}, "content must be a string"),
        (
            {"messages": [{"role": r, "content": "Hi"} for r in ("user", "system", "user")]},
            "message of the system must be the first",
        ),
        ({"messages": [{"role": "assistant", "content": "Hi"}]}, "end with a turn of the user"),
        ({"reference_answer": ""}, "reference_answer must be"),
        ({"reference_answer": 4}, "reference_answer must be"),
    ],
)
def test_a_task_against_the_rules_fails_the_job(bedrock, change, problem):
    message = failure(bedrock, [*map(task, tickets(100)), task(tickets(1)[0]) | change])
    assert "Line 101: " in message
    assert problem in message


def test_fewer_than_a_hundred_tasks_fail_the_job(bedrock):
    assert "has 99 records, fewer" in failure(bedrock, map(task, tickets(99)))


def test_a_task_needs_no_reference_answer(bedrock):
    records = [{"messages": task(row)["messages"]} for row in tickets(100)]
    bedrock.graders.functions[GRADER] = scored(1)
    job = bedrock.start(**reinforcement(bedrock, records))
    assert bedrock.finished(job)["status"] == "Completed"
    assert {json.dumps(sample["metadata"]) for sample in bedrock.graders.events[0]} == {"{}"}


def test_a_job_can_be_stopped_between_two_steps(bedrock):
    request = reinforcement(bedrock, hyper_parameters={"epochCount": 50, "batchSize": 16})
    job = bedrock.start(**request)
    eventually(lambda: bedrock.graders.events)
    bedrock.control.stop_model_customization_job(jobIdentifier=job)
    assert bedrock.finished(job)["status"] == "Stopped"
