"""Questions about images, through the API: the model answers from the bytes that it was given."""

import json
from base64 import b64encode

import pytest

from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.images import see
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining
from tests.local.bedrock.imports.conftest import Imports
from tests.local.bedrock.imports.weights import stand_in_folder
from tests.local.bedrock.pictures import timetable, timetables
from tests.local.bedrock.samples import refused
from tests.local.bedrock.test_runtime import NOVA, text

NOVA_LITE = "amazon.nova-lite-v1:0"
QUESTION = "Where does this train go?"


@pytest.fixture(scope="module")
def weights():
    rows = timetables(120, seed=1)
    learned = [Example(Prompt("", asked, (see(board),)), found) for board, asked, found in rows]
    training = SupervisedTraining(foundation_model(), learned, (), Schedule(epochs=3))
    for _ in training.steps():
        pass
    return stand_in_folder(training.model)


@pytest.fixture
def bedrock(local_bedrock):
    return local_bedrock(imported_model_start_seconds=0)


@pytest.fixture
def model(bedrock, weights):
    return Imports(bedrock).model(files=weights)


def ask(bedrock, model_id, source, question=QUESTION):
    image = {"image": {"format": "png", "source": source}}
    messages = [{"role": "user", "content": [image, {"text": question}]}]
    return text(bedrock.runtime.converse(modelId=model_id, messages=messages))


@pytest.mark.parametrize("city", ["Hanoi", "Quito", "Perth"])
def test_the_answer_follows_from_the_bytes_of_the_image(bedrock, model, city):
    board = timetable(city, "07:45", seed="new")
    assert ask(bedrock, model, {"bytes": board}) == city


def test_an_image_in_s3_is_read_as_the_caller(bedrock, model):
    bedrock.s3.objects["media/board.png"] = timetable("Quito", "07:45", seed="new")
    location = {"s3Location": {"uri": "s3://media/board.png"}}
    assert ask(bedrock, model, location) == "Quito"
    assert bedrock.acted_as[-1] == "AKIDCALLER"


def test_an_image_that_the_caller_may_not_read_is_refused(bedrock):
    bedrock.s3.denied.add("s3:GetObject")
    with refused("ValidationException", "Could not validate GetObject permissions"):
        ask(bedrock, NOVA, {"s3Location": {"uri": "s3://media/board.png"}})


def test_what_is_no_image_is_refused(bedrock):
    with refused("ValidationException", "Could not process image"):
        ask(bedrock, NOVA, {"bytes": b"no image"})


def test_invoke_model_looks_at_images_too(bedrock):
    broken = {"bytes": b64encode(b"no image").decode()}
    image = {"image": {"format": "png", "source": broken}}
    body = json.dumps({"messages": [{"role": "user", "content": [image, {"text": "What?"}]}]})
    with refused("ValidationException", "Could not process image"):
        bedrock.runtime.invoke_model(modelId=NOVA, body=body)


def record(number, asked, found):
    location = {"s3Location": {"uri": f"s3://data/images/{number}.png"}}
    image = {"image": {"format": "png", "source": location}}
    return {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [image, {"text": asked}]},
            {"role": "assistant", "content": [{"text": found}]},
        ],
    }


def test_a_deployed_nova_lite_has_learned_to_answer_about_held_out_images(bedrock):
    rows = timetables(120, seed=1)
    boards = {f"data/images/{number}.png": board for number, (board, _, _) in enumerate(rows)}
    bedrock.s3.objects |= boards
    records = [record(number, *said) for number, (_, *said) in enumerate(rows)]
    arn = bedrock.deployment(
        bedrock.model(
            baseModelIdentifier="amazon.nova-lite-v1:0:300k",
            trainingDataConfig={"s3Uri": bedrock.put_records("train.jsonl", records)},
            hyperParameters={"epochCount": "3"},
        )
    )
    held_out = timetables(20, seed=2)
    found = [ask(bedrock, arn, {"bytes": board}, asked) for board, asked, _ in held_out]
    right = [answer == expected for answer, (_, _, expected) in zip(found, held_out, strict=True)]
    assert sum(right) / len(right) >= 0.7
    base = [ask(bedrock, NOVA_LITE, {"bytes": board}, asked) for board, asked, _ in held_out]
    assert not any(answer == each[2] for answer, each in zip(base, held_out, strict=True))
