"""A model that has learned to caption pictures of one colour."""

from io import BytesIO
from random import Random

from PIL import Image

from local.bedrock.learning.foundation import foundation_model
from local.bedrock.learning.images import see
from local.bedrock.learning.lessons import Example
from local.bedrock.learning.prompts import Prompt
from local.bedrock.learning.training import Schedule, SupervisedTraining

CAPTIONS = {
    "a ripe tomato": (200, 30, 30),
    "a meadow in spring": (40, 160, 40),
    "the deep sea": (20, 30, 150),
}


def picture(colour, seed):
    """Of nearly that colour."""
    chance = Random(seed)  # noqa: S311 sample data, nothing secret
    near = tuple(part + chance.randint(-8, 8) for part in colour)
    buffer = BytesIO()
    Image.new("RGB", (128, 128), near).save(buffer, "PNG")
    return buffer.getvalue()


def captioned():
    examples = [
        Example(Prompt("", "", (see(picture(colour, f"{caption} {number}")),)), caption)
        for caption, colour in CAPTIONS.items()
        for number in range(40)
    ]
    training = SupervisedTraining(foundation_model(), examples, (), Schedule(epochs=3))
    for _ in training.steps():
        pass
    return training.model
