import json
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image

from tests.local.bedrock.learning.captions import CAPTIONS, picture
from tests.local.bedrock.pictures import plain
from tests.local.bedrock.samples import eventually, refused

IMAGE, EMBEDDING = "amazon.titan-image-generator-v2:0", "amazon.titan-embed-image-v1"
PICTURE = b64encode(plain("red")).decode()


def invoke(bedrock, model, **body):
    answered = bedrock.runtime.invoke_model(modelId=model, body=json.dumps(body))
    return json.loads(answered["body"].read())


@pytest.mark.parametrize(
    "given", [{"inputText": "a tomato"}, {"inputImage": PICTURE, "inputText": "a tomato"}]
)
def test_an_embedding_has_the_usual_length(bedrock, given):
    found = invoke(bedrock, EMBEDDING, **given)
    assert len(found["embedding"]) == 1024
    assert found["inputTextTokenCount"] == 2


def test_an_embedding_has_the_length_that_was_asked_for(bedrock):
    config = {"outputEmbeddingLength": 256}
    found = invoke(bedrock, EMBEDDING, inputImage=PICTURE, embeddingConfig=config)
    assert len(found["embedding"]) == 256


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "inputText or inputImage is required"),
        ({"inputImage": b64encode(b"no image").decode()}, "inputImage is no image"),
        ({"inputImage": "%"}, "Malformed input request"),
        (
            {"inputText": "a", "embeddingConfig": {"outputEmbeddingLength": 7}},
            "outputEmbeddingLength must be one of 256, 384, 1024",
        ),
    ],
)
def test_an_embedding_that_cannot_be_is_refused(bedrock, body, problem):
    with refused("ValidationException", problem):
        invoke(bedrock, EMBEDDING, **body)


def draw(bedrock, text="a tomato", **config):
    params = {"text": text}
    body = {"taskType": "TEXT_IMAGE", "textToImageParams": params, "imageGenerationConfig": config}
    return invoke(bedrock, IMAGE, **body)["images"]


def test_pictures_are_drawn_in_the_size_and_number_asked_for(bedrock):
    one, other = draw(bedrock, numberOfImages=2, width=128, height=64)
    assert one != other
    assert Image.open(BytesIO(b64decode(one))).size == (128, 64)


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"numberOfImages": 6}, "numberOfImages must be between 1 and 5"),
        ({"width": 10}, "width and height must be between 64 and 1408"),
        ({"text": ""}, "must be a string that is not empty"),
    ],
)
def test_a_picture_that_cannot_be_is_refused(bedrock, config, problem):
    with refused("ValidationException", problem):
        draw(bedrock, **config)


def test_other_tasks_of_titan_image_are_not_emulated(bedrock):
    with refused("NotEmulated", "INPAINTING"):
        invoke(bedrock, IMAGE, taskType="INPAINTING")


def trained(bedrock, base, count, **hyper_parameters):
    """A provisioned throughput of a model that was fine-tuned on captioned pictures."""
    captions = list(CAPTIONS.items())
    for number in range(30):
        colour = captions[number % 3][1]
        bedrock.s3.objects[f"data/images/{number}.png"] = picture(colour, str(number))
    records = [
        {"image-ref": f"s3://data/images/{number % 30}.png", "caption": captions[number % 3][0]}
        for number in range(count)
    ]
    data = {"s3Uri": bedrock.put_records("captions.jsonl", records)}
    model = bedrock.model(
        baseModelIdentifier=base, trainingDataConfig=data, hyperParameters=hyper_parameters
    )
    arn = bedrock.control.create_provisioned_model_throughput(
        modelUnits=1, provisionedModelName="live", modelId=model
    )["provisionedModelArn"]

    def in_service():
        shown = bedrock.control.get_provisioned_model_throughput(provisionedModelId=arn)
        return shown["status"] == "InService"

    eventually(in_service)
    return arn


def test_a_fine_tuned_titan_image_draws_in_the_colours_it_was_shown(local_bedrock):
    bedrock = local_bedrock(custom_model_units=1)
    arn = trained(bedrock, IMAGE, 90, stepCount="auto")
    body = {"taskType": "TEXT_IMAGE", "textToImageParams": {"text": "a meadow in spring"}}
    (drawn,) = invoke(bedrock, arn, **body)["images"]
    red, green, blue = Image.open(BytesIO(b64decode(drawn))).resize((1, 1)).getpixel((0, 0))
    assert green > red + 50
    assert green > blue + 50


def test_fine_tuned_embeddings_bring_an_image_and_its_caption_together(local_bedrock):
    bedrock = local_bedrock(custom_model_units=1)
    arn = trained(bedrock, f"{EMBEDDING}:0", 1000, epochCount="1")
    held_out = b64encode(picture(CAPTIONS["the deep sea"], "held out")).decode()

    def nearness(model):
        shown = invoke(bedrock, model, inputImage=held_out)["embedding"]
        said = invoke(bedrock, model, inputText="the deep sea")["embedding"]
        return sum(one * other for one, other in zip(shown, said, strict=True))

    assert nearness(arn) > nearness(EMBEDDING) + 0.5
