"""Continued pre-training: unlabelled text makes the model less surprised by more of its kind."""

import csv
from io import StringIO
from itertools import pairwise

import pytest

from tests.local.bedrock.samples import refused, sample, tickets

TITAN = "amazon.titan-text-express-v1:0:8k"
VALIDATION = "validation_metrics.csv"
SUBJECTS = ["The lighthouse keeper", "A harbour pilot", "The old ferry", "Every fishing boat"]
DOINGS = ["leaves the pier", "enters the harbour", "waits behind the breakwater", "turns north"]
TIMES = ["at high tide", "before the storm", "when the fog lifts", "after the evening bell"]


def sentences():
    """Of all that can be said of the harbour, in no order."""
    everything = [f"{who} {does} {when}." for who in SUBJECTS for does in DOINGS for when in TIMES]
    return sample(everything, len(everything), seed=1)


def text(sentences):
    return [{"input": " ".join(sentences[at : at + 4])} for at in range(0, len(sentences), 4)]


LEARNED, HELD_OUT = sentences()[:44], sentences()[44:]


@pytest.fixture
def bedrock(local_bedrock):
    return local_bedrock(active_models=frozenset({"amazon.titan-text-express-v1"}))


def pre_training(bedrock, **request):
    return {
        "customizationType": "CONTINUED_PRE_TRAINING",
        "baseModelIdentifier": TITAN,
        "trainingDataConfig": {"s3Uri": bedrock.put_records("text.jsonl", text(LEARNED))},
        "validationDataConfig": {
            "validators": [{"s3Uri": bedrock.put_records("held-out.jsonl", text(HELD_OUT))}]
        },
        **request,
    }


def test_perplexity_falls_on_text_that_was_held_out(bedrock):
    shown = bedrock.finished(bedrock.start(**pre_training(bedrock)))
    assert shown["status"] == "Completed"
    rows = list(csv.DictReader(StringIO(bedrock.s3.ending(VALIDATION))))
    perplexity = [float(row["perplexity"]) for row in rows]
    assert len(perplexity) == 5
    assert perplexity[-1] < perplexity[0] / 3
    assert perplexity == sorted(perplexity, reverse=True)


def test_a_tiny_learning_rate_leaves_the_perplexity_where_it_was(bedrock):
    request = pre_training(bedrock, hyperParameters={"learningRate": "0.0000001"})
    bedrock.finished(bedrock.start(**request))
    rows = list(csv.DictReader(StringIO(bedrock.s3.ending(VALIDATION))))
    assert float(rows[-1]["perplexity"]) > float(rows[0]["perplexity"]) * 0.8


@pytest.mark.parametrize("named_by", ["modelArn", "modelName"])
def test_the_result_is_the_base_of_a_fine_tuning(bedrock, named_by):
    harbour = bedrock.model("harbour", **pre_training(bedrock))
    model = bedrock.control.get_custom_model(modelIdentifier=harbour)
    assert model["customizationType"] == "CONTINUED_PRE_TRAINING"
    records = [{"prompt": at, "completion": tells} for at, tells in tickets(40)]
    tuned = bedrock.model(
        "tuned",
        baseModelIdentifier=model[named_by],
        trainingDataConfig={"s3Uri": bedrock.put_records("tickets.jsonl", records)},
    )
    shown = bedrock.control.get_custom_model(modelIdentifier=tuned)
    assert shown["customizationType"] == "FINE_TUNING"
    assert shown["baseModelArn"] == harbour


def test_what_was_read_first_makes_the_fine_tuning_easier(bedrock):
    harbour = bedrock.model("harbour", **pre_training(bedrock))
    pairs = pairwise(HELD_OUT)
    records = [{"prompt": before, "completion": after} for before, after in pairs]
    data = {"s3Uri": bedrock.put_records("pairs.jsonl", records)}

    def first_loss(name, base):
        job = bedrock.start(
            name,
            baseModelIdentifier=base,
            trainingDataConfig=data,
            hyperParameters={"epochCount": "1", "learningRate": "0.000001"},
        )
        return bedrock.finished(job)["trainingMetrics"]["trainingLoss"]

    assert first_loss("chained", harbour) < first_loss("plain", TITAN) / 2


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"text": "something"}, "required field input is missing"),
        ({"input": " "}, "input must be a string that is not empty"),
        ({"input": ["a", "b"]}, "input must be a string that is not empty"),
    ],
)
def test_a_record_without_text_fails_the_job(bedrock, record, problem):
    data = {"s3Uri": bedrock.put_records("bad.jsonl", [*text(LEARNED), record])}
    shown = bedrock.finished(bedrock.start(**pre_training(bedrock, trainingDataConfig=data)))
    assert shown["status"] == "Failed"
    assert f"Line 12: {problem}" in shown["failureMessage"]


def test_models_of_today_cannot_be_pre_trained_further(bedrock):
    with refused("ValidationException", "does not support .* CONTINUED_PRE_TRAINING"):
        bedrock.start(**pre_training(bedrock, baseModelIdentifier="amazon.nova-micro-v1:0:128k"))


def test_where_the_model_has_ended_its_identifier_is_invalid(local_bedrock):
    today = local_bedrock()
    with refused("ValidationException", "model identifier is invalid"):
        today.start(**pre_training(today))
