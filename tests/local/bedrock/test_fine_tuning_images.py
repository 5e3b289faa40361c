"""Fine-tuning on images: questions about them, and captions that say what they show."""

import pytest

from tests.local.bedrock.fine_tuning import NOVA_LITE, failure, training_on, validation_on
from tests.local.bedrock.pictures import plain, timetables
from tests.local.bedrock.samples import conversation

TITAN_IMAGE = "amazon.titan-image-generator-v2:0"


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
