"""Fine-tuning with the records and hyper-parameters of each family of models."""

import csv
from io import StringIO

import pytest

from local.bedrock.conversation import prompt_of, reasoning_prompt
from local.bedrock.learning.answering import answer
from tests.local.bedrock.pictures import plain, timetables
from tests.local.bedrock.samples import SYSTEM, conversation, noise, tickets

CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0:200k"
COHERE = "cohere.command-light-text-v14:7:4k"
NOVA_LITE, NOVA_2_LITE = "amazon.nova-lite-v1:0:300k", "amazon.nova-2-lite-v1:0:256k"
TITAN_IMAGE = "amazon.titan-image-generator-v2:0"
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


def training_on(bedrock, records):
    return {"s3Uri": bedrock.put_records("train.jsonl", records)}


def validation_on(bedrock, records):
    return {"validators": [{"s3Uri": bedrock.put_records("validation.jsonl", records)}]}


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


def shown(rows, bedrock, folder):
    """Records of questions about images, the images beside them."""
    for number, (image, question, said) in enumerate(rows):
        bedrock.s3.objects[f"data/{folder}/{number}.png"] = image
        record = conversation((question, said))
        place = {"s3Location": {"uri": f"s3://data/{folder}/{number}.png"}}
        block = {"image": {"format": "png", "source": place}}
        record["messages"][0]["content"].append(block)
        yield record


def test_questions_are_answered_from_the_pictures_of_the_record(bedrock):
    """Without them the answers could only be guessed, one of six or one of four."""
    job = bedrock.start(
        baseModelIdentifier=NOVA_LITE,
        trainingDataConfig=training_on(bedrock, shown(timetables(80, seed=1), bedrock, "a")),
        validationDataConfig=validation_on(bedrock, shown(timetables(20, seed=2), bedrock, "b")),
        hyperParameters={"epochCount": "5"},
    )
    (losses,) = bedrock.finished(job)["validationMetrics"]
    assert losses["validationLoss"] < 0.3


def failure(bedrock, record, model=NOVA_LITE):
    records = [*map(conversation, tickets(8)), record]
    job = bedrock.start(baseModelIdentifier=model, trainingDataConfig=training_on(bedrock, records))
    ended = bedrock.finished(job)
    assert ended["status"] == "Failed"
    return ended["failureMessage"]


def with_image(uri, image_format="png"):
    record = conversation(("What is this?", "A lamp."))
    image = {"format": image_format, "source": {"s3Location": {"uri": uri}}}
    record["messages"][0]["content"].append({"image": image})
    return record


def test_an_image_that_is_not_there_fails_the_job(bedrock):
    message = failure(bedrock, with_image("s3://data/gone.png"))
    assert "GetObject permissions" in message
    assert "bucket: data at key gone.png (NoSuchKey)" in message


def test_what_is_no_image_fails_the_job(bedrock):
    bedrock.s3.objects["data/odd.png"] = b"GIF89"
    message = failure(bedrock, with_image("s3://data/odd.png"))
    assert "s3://data/odd.png is not an image that can be read" in message


def test_an_image_in_another_bucket_fails_the_job(bedrock):
    message = failure(bedrock, with_image("s3://elsewhere/a.png"))
    assert "not in the bucket of the dataset, data" in message


def test_an_image_of_another_format_fails_the_job(bedrock):
    assert "the image format must be one of" in failure(
        bedrock, with_image("s3://data/a.tiff", "tiff")
    )


def test_a_model_that_sees_nothing_takes_no_images(bedrock):
    message = failure(bedrock, with_image("s3://data/a.png"), model="amazon.nova-micro-v1:0:128k")
    assert "images are not supported by this model" in message


def test_more_than_ten_images_in_a_record_fail_the_job(bedrock):
    bedrock.s3.objects["data/red.png"] = plain("red")
    record = with_image("s3://data/red.png")
    record["messages"][0]["content"] += record["messages"][0]["content"][1:] * 10
    assert "more than 10 images" in failure(bedrock, record)


@pytest.mark.parametrize(
    ("model", "hyper_parameters", "count"),
    [
        (TITAN_IMAGE, {"stepCount": "auto"}, 24),
        ("amazon.titan-embed-image-v1:0", {"epochCount": "Auto"}, 1_000),
    ],
)
def test_captions_are_learned_from_their_images(bedrock, model, hyper_parameters, count):
    colours = ["red", "green", "blue", "black"]
    records = []
    for number in range(count):
        colour = colours[number % len(colours)]
        bedrock.s3.objects[f"data/{colour}.png"] = plain(colour)
        caption = {"image-ref": f"s3://data/{colour}.png", "caption": f"a {colour} wall"}
        records.append(caption)
    job = bedrock.start(
        baseModelIdentifier=model,
        trainingDataConfig=training_on(bedrock, records),
        hyperParameters=hyper_parameters,
    )
    assert bedrock.finished(job)["trainingMetrics"]["trainingLoss"] < 0.2


def test_the_number_of_steps_says_how_often_the_images_are_seen(bedrock):
    bedrock.s3.objects["data/red.png"] = plain("red")
    records = [{"image-ref": "s3://data/red.png", "caption": "a red wall"}] * 16
    bedrock.model(
        baseModelIdentifier=TITAN_IMAGE,
        trainingDataConfig=training_on(bedrock, records),
        hyperParameters={"stepCount": "10", "batchSize": "8"},
    )
    last = bedrock.s3.ending("training_metrics.csv").splitlines()[-1]
    assert last.split(",")[1] == "5"


@pytest.mark.parametrize(
    "record", [{"caption": "a wall"}, {"image-ref": "s3://data/red.png", "caption": " "}]
)
def test_a_caption_without_its_image_or_an_image_without_caption_fails_the_job(bedrock, record):
    bedrock.s3.objects["data/red.png"] = plain("red")
    job = bedrock.start(
        baseModelIdentifier=TITAN_IMAGE,
        trainingDataConfig=training_on(bedrock, [record] * 5),
        hyperParameters={"stepCount": "auto"},
    )
    assert "Line 1: " in bedrock.finished(job)["failureMessage"]


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
