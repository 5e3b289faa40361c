import json
from base64 import b64decode, b64encode
from io import BytesIO

import pytest
from PIL import Image

from tests.local.bedrock.pictures import plain
from tests.local.bedrock.samples import refused

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
