"""Fine-tuning with the records and hyper-parameters of each family of models."""

import csv
from io import StringIO

import pytest

from local.bedrock.conversation import prompt_of, reasoning_prompt
from local.bedrock.learning.answering import answer
from tests.local.bedrock.fine_tuning import failure, training_on, validation_on
from tests.local.bedrock.samples import SYSTEM, conversation, noise, tickets

CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0:200k"
COHERE = "cohere.command-light-text-v14:7:4k"
NOVA_2_LITE = "amazon.nova-2-lite-v1:0:256k"
VALIDATION = "validation_metrics.csv"


def claude_messages(row):
    question, answer = row
    messages = [
        {"role": "user", "content": question},
        {"role": "assistant", "content": answer},
    ]
    return {"system": SYSTEM, "messages": messages}


def completion(row):
    return {"prompt": row[0], "completion": row[1]}


def epochs(bedrock):
    return [row["epoch_number"] for row in csv.DictReader(StringIO(bedrock.s3.ending(VALIDATION)))]


@pytest.fixture
def west(local_bedrock):
    return local_bedrock("us-west-2", active_models=frozenset({CLAUDE}))


def claude_epochs(west, name, rows, held_out, **hyper_parameters):
    west.s3.objects.clear()
    job = west.start(
        name,
        baseModelIdentifier=CLAUDE,
        trainingDataConfig=training_on(west, map(claude_messages, rows)),
        validationDataConfig=validation_on(west, map(claude_messages, held_out)),
        hyperParameters={"epochCount": "10", "earlyStoppingPatience": "1", **hyper_parameters},
    )
    assert west.finished(job)["status"] == "Completed"
    return len(epochs(west))


def test_claude_stops_early_once_the_validation_loss_no_longer_falls(west):
    rows = noise(32, seed=1), noise(40, seed=2)
    assert 1 < claude_epochs(west, "impatient", *rows, earlyStoppingThreshold="0") < 10


def test_more_patience_and_a_lower_threshold_train_longer(west):
    rows = tickets(40, seed=1), tickets(20, seed=2)
    strict = claude_epochs(west, "strict", *rows, earlyStoppingThreshold="0.1")
    lenient = claude_epochs(west, "lenient", *rows, earlyStoppingThreshold="0.001")
    patient = claude_epochs(west, "patient", *rows, earlyStoppingPatience="10")
    assert strict < lenient <= patient == 10


def test_claude_without_validation_data_trains_to_the_end(west):
    records = map(claude_messages, noise(32))
    job = west.start(
        baseModelIdentifier=CLAUDE,
        trainingDataConfig=training_on(west, records),
        hyperParameters={"epochCount": "10"},
    )
    west.finished(job)
    assert west.s3.ending("training_metrics.csv").splitlines()[-1].split(",")[1] == "10"


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"messages": []}, "pairs of a user and an assistant turn"),
        ({"messages": [{"role": "user", "content": "Hi"}] * 2}, "roles must alternate"),
        ({"system": 7, "messages": []}, "system must be a string that is not empty"),
        (claude_messages(("Hi", "So be it.\nHuman: what?")), "reserved word Human:"),
        (
            {"messages": [{"role": "user", "content": [{"text": "Hi"}]}] * 2},
            "content must be a string",
        ),
    ],
)
def test_a_record_that_claude_does_not_take_fails_the_job(west, record, problem):
    records = [*map(claude_messages, tickets(32)), record]
    job = west.start(baseModelIdentifier=CLAUDE, trainingDataConfig=training_on(west, records))
    assert problem in west.finished(job)["failureMessage"]


def test_cohere_holds_out_a_part_of_the_records_and_stops_early(local_bedrock):
    bedrock = local_bedrock(active_models=frozenset({COHERE}))
    job = bedrock.start(
        baseModelIdentifier=COHERE,
        trainingDataConfig=training_on(bedrock, map(completion, noise(40))),
        hyperParameters={"epochCount": "20", "evalPercentage": "25", "earlyStoppingPatience": "2"},
    )
    assert bedrock.finished(job)["status"] == "Completed"
    assert 2 < len(epochs(bedrock)) < 20
    steps = bedrock.s3.ending("training_metrics.csv").splitlines()
    # 30 of 40 records are left, one for each step.
    assert sum(step.split(",")[1] == "1" for step in steps) == 30


def reasoned(row):
    record = conversation(row)
    thought = {"reasoningText": {"text": f"The words are those of {row[1]}."}}
    record["messages"][1]["content"].insert(0, {"reasoningContent": thought})
    return record


def test_nova_2_lite_learns_the_reasoning_and_the_answer(bedrock):
    job = bedrock.start(
        baseModelIdentifier=NOVA_2_LITE,
        trainingDataConfig=training_on(bedrock, map(reasoned, tickets(200))),
    )
    assert bedrock.finished(job)["trainingMetrics"]["trainingLoss"] < 0.5
    model = bedrock.service._account.custom_models.get("triage-model").language_model
    prompt = prompt_of([SYSTEM], ["My parcel and the courier are late."])
    assert answer(model, prompt, max_tokens=20).text == "delivery"
    thought = answer(model, reasoning_prompt(prompt), max_tokens=20).text
    assert thought == "The words are those of delivery."


def test_other_models_take_no_reasoning(bedrock):
    assert "reasoningContent is not supported" in failure(bedrock, reasoned(tickets(1)[0]))


@pytest.mark.parametrize("content", [{}, {"text": "a"}, {"reasoningText": "a"}])
def test_reasoning_of_another_shape_fails_the_job(bedrock, content):
    record = conversation(tickets(1)[0])
    record["messages"][1]["content"].insert(0, {"reasoningContent": content})
    job = bedrock.start(
        baseModelIdentifier=NOVA_2_LITE, trainingDataConfig=training_on(bedrock, [record])
    )
    assert "Line 1: " in bedrock.finished(job)["failureMessage"]
