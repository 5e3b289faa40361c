"""Distillation: a small model learns what a larger one answers."""

from statistics import fmean

import pytest

from tests.local.bedrock.distilling import (
    PREMIER,
    PRO,
    PROFILE,
    PROFILE_ARN,
    STUDENT,
    closeness,
    deployed,
    distillation,
    prompt_of,
    taught_by,
    told,
)
from tests.local.bedrock.samples import conversation, refused, tickets


def test_the_student_answers_held_out_prompts_more_like_its_teacher_than_before(bedrock):
    held_out = tickets(40, seed=2)
    student = deployed(bedrock, teacher=PRO)
    teacher = told(bedrock, PRO, held_out)
    before = closeness(told(bedrock, "amazon.nova-micro-v1:0", held_out), teacher)
    assert before < 0.3
    assert closeness(told(bedrock, student, held_out), teacher) > before + 0.4


def test_golden_answers_show_the_teacher_the_manner_of_the_others(bedrock):
    rows = tickets(120)
    records = [*map(conversation, rows[:40]), *map(prompt_of, rows[40:])]
    held_out = tickets(40, seed=2)
    said = told(bedrock, deployed(bedrock, records=records), held_out)
    assert fmean(text == answer for text, (_, answer) in zip(said, held_out, strict=True)) > 0.8


def test_the_teacher_says_no_more_than_it_may(bedrock):
    request = distillation(
        bedrock, customizationConfig=taught_by(PRO, maxResponseLengthForInference=2)
    )
    student = bedrock.deployment(bedrock.model(**request))
    said = told(bedrock, student, tickets(20, seed=2))
    assert max(len(text.split()) for text in said) <= 2


def test_the_job_shows_its_teacher(bedrock):
    bedrock.finished(bedrock.start(**distillation(bedrock)))
    shown = bedrock.control.get_model_customization_job(jobIdentifier="triage")
    assert shown["customizationConfig"] == taught_by(PROFILE)
    model = bedrock.control.get_custom_model(modelIdentifier="triage-model")
    assert model["customizationType"] == "DISTILLATION"
    assert model["trainingMetrics"]["trainingLoss"] < 1


@pytest.mark.parametrize("teacher", [PRO, f"us.{PRO}", PROFILE, PROFILE_ARN])
def test_a_teacher_is_named_by_model_or_by_profile(bedrock, teacher):
    assert bedrock.start(**distillation(bedrock, teacher=teacher))


@pytest.mark.parametrize(
    ("student", "teacher", "problem"),
    [
        (STUDENT, PREMIER, "with on-demand throughput isn't supported.* inference profile"),
        (STUDENT, "amazon.nova-unknown-v1:0", "teacher model identifier .* is invalid"),
        (STUDENT, "us.meta.llama3-3-70b-instruct-v1:0", "teacher model identifier .* is invalid"),
        (
            STUDENT,
            "amazon.nova-lite-v1:0",
            f"can't be the teacher of {STUDENT}. Its teachers: {PRO}, {PREMIER}",
        ),
        ("amazon.nova-pro-v1:0:300k", PRO, "can't be the teacher of amazon.nova-pro-v1:0:300k"),
    ],
)
def test_a_teacher_that_cannot_teach_the_student_is_refused(bedrock, student, teacher, problem):
    with refused("ValidationException", problem):
        bedrock.start(**distillation(bedrock, teacher=teacher, baseModelIdentifier=student))


def test_llama_is_taught_in_its_own_region(local_bedrock):
    west = local_bedrock("us-west-2")
    student = "meta.llama3-2-3b-instruct-v1:0:128k"
    plain, profile = "meta.llama3-3-70b-instruct-v1:0", "us.meta.llama3-3-70b-instruct-v1:0"
    with refused("ValidationException", "inference profile"):
        west.start(**distillation(west, teacher=plain, baseModelIdentifier=student))
    request = distillation(west, teacher=profile, baseModelIdentifier=student)
    assert west.finished(west.start(**request))["status"] == "Completed"


@pytest.mark.parametrize(
    ("request_changes", "problem"),
    [
        ({"hyperParameters": {"epochCount": "2"}}, "hyperParameters is not valid for DISTILLATION"),
        ({"trainingDataConfig": {}}, "exactly one of s3Uri and invocationLogsConfig"),
        (
            {"validationDataConfig": {"validators": [{"s3Uri": "s3://data/prompts.jsonl"}]}},
            "does not support a validation dataset for DISTILLATION",
        ),
    ],
)
def test_what_does_not_belong_to_a_distillation_is_refused(bedrock, request_changes, problem):
    with refused("ValidationException", problem):
        bedrock.start(**distillation(bedrock, **request_changes))


def test_reinforcement_is_not_configured_for_a_distillation(bedrock):
    grader = {"lambdaGrader": {"lambdaArn": "arn:aws:lambda:us-east-1:111122223333:function:g"}}
    with refused("ValidationException", "distillationConfig is required for DISTILLATION"):
        bedrock.start(
            **distillation(bedrock, customizationConfig={"rftConfig": {"graderConfig": grader}})
        )


INVOKED = [
    PROFILE_ARN,
    *(
        f"arn:aws:bedrock:{region}::foundation-model/{PREMIER}"
        for region in ("us-east-1", "us-east-2", "us-west-2")
    ),
]


@pytest.mark.parametrize("resource", INVOKED)
def test_the_role_must_be_allowed_to_invoke_the_profile_and_its_model_everywhere(bedrock, resource):
    bedrock.denied.add(("bedrock:InvokeModel", resource))
    problem = f"not authorized to perform: bedrock:InvokeModel on resource: {resource}"
    with refused("ValidationException", problem):
        bedrock.start(**distillation(bedrock))


def test_a_teacher_without_profile_needs_the_model_of_the_region_only(bedrock):
    bedrock.denied |= {("bedrock:InvokeModel", resource) for resource in INVOKED}
    assert bedrock.start("one", **distillation(bedrock, teacher=PRO))
    model = f"arn:aws:bedrock:us-east-1::foundation-model/{PRO}"
    bedrock.denied.add(("bedrock:InvokeModel", model))
    with refused("ValidationException", f"bedrock:InvokeModel on resource: {model}"):
        bedrock.start("two", **distillation(bedrock, teacher=PRO))


def test_a_permission_to_invoke_that_is_taken_away_fails_the_job(local_bedrock):
    bedrock = local_bedrock(phase_seconds=0.3)
    job = bedrock.start(**distillation(bedrock))
    bedrock.denied.add(("bedrock:InvokeModel", PROFILE_ARN))
    shown = bedrock.finished(job)
    assert shown["status"] == "Failed"
    assert f"bedrock:InvokeModel on resource: {PROFILE_ARN}" in shown["failureMessage"]


def failure(bedrock, records, **request):
    shown = bedrock.finished(bedrock.start(**distillation(bedrock, records, **request)))
    assert shown["status"] == "Failed"
    return shown["failureMessage"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"schemaVersion": "1"}, "schemaVersion must be bedrock-conversation-2024"),
        ({"messages": []}, "must start with a turn of the user"),
        ({"messages": [{"role": "assistant", "content": [{"text": "a"}]}]}, "roles must alternate"),
        (
            {"messages": [{"role": "user", "content": [{"text": "a"}, {"text": "b"}]}]},
            "exactly one text",
        ),
        ({"messages": [{"role": "user", "content": [{"text": "User: a"}]}]}, "reserved word User:"),
    ],
)
def test_a_prompt_against_the_rules_fails_the_job(bedrock, change, problem):
    records = [*map(prompt_of, tickets(100)), prompt_of(tickets(1)[0]) | change]
    message = failure(bedrock, records)
    assert "Line 101: " in message
    assert problem in message


def test_fewer_than_a_hundred_prompts_fail_the_job(bedrock):
    assert "has 99 records, fewer" in failure(bedrock, map(prompt_of, tickets(99)))


def test_more_than_fifteen_thousand_prompts_fail_the_job(bedrock):
    records = [prompt_of(row) for row in tickets(1)] * 15_001
    assert "15001 records, more than the maximum of 15000" in failure(bedrock, records)


def longer(row):
    record = prompt_of(row)
    return record | {"messages": conversation(row)["messages"] + record["messages"]}


def test_nova_takes_prompts_of_several_turns_and_llama_does_not(local_bedrock):
    records = list(map(longer, tickets(100)))
    east = local_bedrock()
    assert east.finished(east.start(**distillation(east, records)))["status"] == "Completed"
    west = local_bedrock("us-west-2")
    message = failure(
        west,
        records,
        teacher="meta.llama3-1-405b-instruct-v1:0",
        baseModelIdentifier="meta.llama3-1-8b-instruct-v1:0:128k",
    )
    assert "single turn only" in message
